import { relatePaths } from "../../../shared/analysis/control-path.ts";
import { indentLines } from "../../../shared/analysis/indent.ts";
import type { FileModel, FunctionModel, Location, PayloadArgument, Snapshot, StepCall, StepOccurrence } from "../../../shared/analysis/model.ts";
import type { Fix, Rule } from "./rule.ts";
import { findExecutions, knownText } from "./support/steps.ts";

/** An event sent, and only then its answer waited for: the answer may be there before the wait is. */
export const sendBeforeWait: Rule = {
  id: "send-before-wait",
  group: "steps",
  severity: "warning",
  fixable: true,
  summary: "The wait for an answer begins with the send that asks for it, in one `Promise.all`; an answer that comes before the wait is missed.",
  *check(file, { snapshot }) {
    const told = new Set<number>();
    for (const { fn, steps } of findExecutions(file, snapshot)) {
      for (const { send, wait, answer } of findRaces(fn, steps, snapshot)) {
        if (wait.path !== file.path || told.has(wait.span.start)) continue;
        told.add(wait.span.start);
        const fix = send.step.tool === "sendEvent" ? createFix(file, send.step, wait) : undefined;
        yield {
          rule: sendBeforeWait.id,
          span: wait.calleeSpan,
          message: `the answer can come before this wait begins: ${nameOf(answer.fn)} sends \`${answer.event}\` as soon as it gets \`${answer.asked}\`; begin both in one \`Promise.all\``,
          related: [
            { location: send.location, message: `\`${answer.asked}\` is sent here` },
            { location: answer.sent, message: `\`${answer.event}\` is sent here` },
          ],
          ...(fix ? { fixes: [fix] } : {}),
        };
      }
    }
  },
};

interface Answer {
  readonly fn: FunctionModel;
  readonly asked: string;
  readonly event: string;
  readonly sent: Location;
}

/** Events that a step sends: `step.sendEvent`, or `inngest.send` in the callback of a `step.run`. */
interface Sending {
  readonly step: StepCall;
  readonly location: Location;
  readonly names: readonly string[];
}

interface Race {
  readonly send: Sending;
  readonly wait: StepCall;
  readonly answer: Answer;
}

function* findRaces(fn: FunctionModel, steps: readonly StepOccurrence[], snapshot: Snapshot): Iterable<Race> {
  for (const [index, wait] of steps.entries()) {
    const event = wait.call.waitsFor && knownText(wait.call.waitsFor.name);
    if (event === undefined || event === "") continue;
    for (const { call, path } of steps.slice(0, index)) {
      for (const send of relatePaths(path, wait.path) === "sequential" ? sendingsOf(call, snapshot) : []) {
        const answer = send.names.map((asked) => findAnswer(fn, asked, event, snapshot)).find((found) => found !== undefined);
        if (answer) yield { send, wait: wait.call, answer };
      }
    }
  }
}

/** Another function that the event starts and that sends the answer with nothing to wait for before. */
function findAnswer(asking: FunctionModel, asked: string, event: string, snapshot: Snapshot): Answer | undefined {
  for (const fn of snapshot.functionsStartedBy(asked)) {
    if (fn.path === asking.path && fn.span.start === asking.span.start) continue;
    for (const { call } of fn.steps) {
      if (call.tool === "sleep" || call.tool === "sleepUntil" || call.tool === "waitForEvent" || call.tool === "waitForSignal" || call.tool === "invoke") break;
      const sent = sendingsOf(call, snapshot).find(({ names }) => names.includes(event));
      if (sent) return { fn, asked, event, sent: sent.location };
    }
  }
  return undefined;
}

function sendingsOf(step: StepCall, snapshot: Snapshot): Sending[] {
  if (step.tool === "sendEvent") return [{ step, location: { path: step.path, span: step.calleeSpan }, names: namesIn(step.payload) }];
  if (step.tool !== "run") return [];
  const inside = snapshot.file(step.path)?.sends.filter(({ via, insideStep }) => via === "client.send" && insideStep?.path === step.path && insideStep.span.start === step.span.start) ?? [];
  return inside.map(({ path, calleeSpan, payload }) => ({ step, location: { path, span: calleeSpan }, names: namesIn(payload) }));
}

function namesIn(payload: PayloadArgument | undefined): string[] {
  return (payload?.events ?? []).map(({ name }) => name && knownText(name.name)).filter((name) => name !== undefined);
}

function nameOf({ id }: FunctionModel): string {
  return id.kind === "known" ? `function \`${id.value}\`` : "a function";
}

/** `await send; const x = await wait;`, one right after the other, as one `Promise.all`. */
function createFix(file: FileModel, send: StepCall, wait: StepCall): Fix | undefined {
  if (send.path !== file.path || send.span.end > wait.span.start) return undefined;
  const before = /(?:^|[;{}\n])[ \t]*(await\s+)$/.exec(file.text.slice(0, send.span.start))?.[1];
  const between = /^;?\s*(?:(const|let)\s+([\w$]+)\s*=\s*)?await\s+$/.exec(file.text.slice(send.span.end, wait.span.start));
  if (before === undefined || !between || !/^\s*(?:;|\}|\n)/.test(file.text.slice(wait.span.end))) return undefined;
  const [, keyword, name] = between;
  const start = send.span.start - before.length;
  const text = ({ span }: StepCall): string => indentLines(file.path, file.text.slice(span.start, span.end), "  ");
  const indent = /[ \t]*$/.exec(file.text.slice(0, start))?.[0] ?? "";
  const all = `await Promise.all([\n${indent}  ${text(wait)},\n${indent}  ${text(send)},\n${indent}])`;
  return {
    title: "Begin the wait together with the send, in 'Promise.all'",
    preferred: true,
    edits: [{ path: file.path, span: { start, end: wait.span.end }, newText: keyword === undefined ? all : `${keyword} [${name ?? ""}] = ${all}` }],
  };
}
