import type { FileModel, SendSite, Snapshot, ToolsName } from "../../../shared/analysis/model.ts";
import type { Fix, Rule, TextEdit } from "./rule.ts";
import { findHandlerSends } from "./support/handler-sends.ts";
import { idsInFunctions, knownText, nextFreeId, quoteLike, sendEventId } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** A send in a handler, outside of every step: it happens again each time the handler runs again. */
export const preferStepSendEvent: Rule = {
  id: "prefer-step-send-event",
  group: "events",
  severity: "warning",
  fixable: true,
  summary: "A function sends events with `step.sendEvent`; `inngest.send` outside a step sends them again each time the function is re-executed.",
  *check(file, { snapshot }) {
    const given = new Set<string>();
    for (const [send, inHandler] of findHandlerSends(file, snapshot)) {
      if (hasOwnIds(send)) continue;
      const fix = createFix(file, snapshot, send, inHandler.tools, given);
      const callee = file.text.slice(send.calleeSpan.start, send.calleeSpan.end);
      yield {
        rule: preferStepSendEvent.id,
        span: send.calleeSpan,
        ...(inHandler.replayed
          ? { message: `\`${callee}\` outside a step sends its events again each time the function is re-executed; use \`step.sendEvent\`` }
          : { severity: "info" as const, message: `\`${callee}\` outside a step sends its events again when the function is retried; use \`step.sendEvent\`` }),
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

/** Under an `id` of its own an event starts no function twice, however often it is sent. */
function hasOwnIds({ payload: { events, count } }: SendSite): boolean {
  return events.length > 0 && count <= events.length && events.every((event) => event.properties.some(({ key }) => key === "id"));
}

function createFix(file: FileModel, snapshot: Snapshot, send: SendSite, tools: ToolsName | undefined, given: Set<string>): Fix | undefined {
  const [payload] = send.argumentSpans;
  // A second argument, the environment, has no counterpart in `step.sendEvent`.
  if (!tools || !payload || send.argumentSpans.length !== 1 || (send.settlement === "floating" && send.awaitAt === undefined)) return undefined;
  const [event] = send.payload.events;
  const id = nextFreeId(sendEventId(event?.name && knownText(event.name.name), send.payload.kind === "many"), new Set([...idsInFunctions(file, snapshot), ...given]));
  given.add(id);
  const edit = (start: number, end: number, newText: string): TextEdit => ({ path: file.path, span: { start, end }, newText });
  const edits = [
    edit(send.calleeSpan.start, send.calleeSpan.end, `${tools.text}.sendEvent`),
    edit(payload.start, payload.start, `${quoteLike(file, send.span, id)}, `),
  ];
  if (send.settlement === "floating" && send.awaitAt === send.calleeSpan.start) edits[0] = edit(send.calleeSpan.start, send.calleeSpan.end, `await ${tools.text}.sendEvent`);
  else if (send.settlement === "floating" && send.awaitAt !== undefined) edits.push(edit(send.awaitAt, send.awaitAt, "await "));
  if (tools.insert) edits.push(edit(tools.insert.at, tools.insert.at, tools.insert.text));
  return { title: `Send with ${named(`${tools.text}.sendEvent`)}`, preferred: true, edits };
}
