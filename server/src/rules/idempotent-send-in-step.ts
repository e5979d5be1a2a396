import { dedentLines } from "../../../shared/analysis/indent.ts";
import type { FileModel, SendSite, Snapshot, Span } from "../../../shared/analysis/model.ts";
import type { Fix, Rule } from "./rule.ts";
import { isStepNeverRetried } from "./support/retries.ts";
import { idsInFunctions, knownText, nextFreeId, quoteLike, sendEventId } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** A client's send in a step that goes on after it: where the step fails then, its retry sends again. */
export const idempotentSendInStep: Rule = {
  id: "idempotent-send-in-step",
  group: "events",
  severity: "info",
  fixable: true,
  summary: "An `inngest.send` that more follows in its step gives its events an `id`, so that a retry does not send them twice.",
  *check(file, { snapshot }) {
    for (const send of file.sends) {
      const { events, count, kind } = send.payload;
      if (send.followedInStep !== true || (kind !== "one" && kind !== "many") || events.length === 0 || count > events.length) continue;
      if (events.some((event) => event.open || event.properties.some(({ key }) => key === "id"))) continue;
      if (send.insideStep && isStepNeverRetried(send.insideStep, snapshot)) continue;
      const callee = file.text.slice(send.calleeSpan.start, send.calleeSpan.end);
      yield {
        rule: idempotentSendInStep.id,
        span: send.calleeSpan,
        message: `\`${callee}\` sends again, under new ids, when this step fails after it and is retried; send with \`step.sendEvent\`, or give the event an \`id\``,
        fixes: moveOut(file, snapshot, send),
      };
    }
  },
};

/** Behind the step, whose rest then runs before the send. */
function moveOut(file: FileModel, snapshot: Snapshot, { moved, span, argumentSpans: [payload], payload: { events: [event], kind } }: SendSite): Fix[] {
  if (!moved || !payload) return [];
  const { path, text } = file;
  const id = nextFreeId(sendEventId(event?.name && knownText(event.name.name), kind === "many"), idsInFunctions(file, snapshot));
  const indent = indentAt(text, moved.step.start);
  const sent = dedentLines(path, text.slice(payload.start, payload.end), indentAt(text, moved.statement.start).length - indent.length);
  const call = `await ${moved.tools}.sendEvent(${quoteLike(file, span, id)}, ${sent});`;
  return [{
    title: `Send with ${named(`${moved.tools}.sendEvent`)} after this step`, preferred: false,
    edits: [{ path, span: wholeLine(text, moved.statement), newText: "" }, { path, span: { start: moved.step.end, end: moved.step.end }, newText: `\n${indent}${call}` }],
  }];
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";
}

/** With its line where nothing else stands on it, else with the blanks behind it. */
function wholeLine(text: string, { start, end }: Span): Span {
  const before = text.lastIndexOf("\n", start - 1) + 1;
  const after = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length;
  if (after !== undefined && text.slice(before, start).trim() === "") return { start: before, end: end + after };
  return { start, end: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) };
}
