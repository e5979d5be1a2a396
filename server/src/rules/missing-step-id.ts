import type { FileModel, Span, StepCall } from "../../../shared/analysis/model.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { findStepCalls, idsAround, knownText, nextFreeId, quoteLike, sendEventId, toKebab } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

type Missing = Extract<StepCall["id"], { kind: "missing" }>;

/** The first argument of every step is its id: without it `step.sendEvent` sends nothing, and nothing says so. */
export const missingStepId: Rule = {
  id: "missing-step-id",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "A step call's first argument is its id; without one `step.sendEvent` sends nothing.",
  *check(file, { snapshot }) {
    // Fixes of several calls in one function must not give two of them the same id.
    const given = new Set<string>();
    for (const call of findStepCalls(file, snapshot)) {
      if (call.id.kind !== "missing") continue;
      const id = nextFreeId(deriveId(file, call), new Set([...idsAround(call, file, snapshot), ...given]));
      given.add(id);
      const fix = createFix(file, call, call.id, id);
      const finding: Finding = { rule: missingStepId.id, span: call.calleeSpan, message: describe(file, call, call.id) };
      yield { ...finding, ...(fix ? { fixes: [fix] } : {}) };
    }
  },
};

function describe(file: FileModel, call: StepCall, { found, span }: Missing): string {
  const callee = textOf(file, call.calleeSpan);
  const effect = call.tool === "sendEvent" ? ", so nothing is sent" : "";
  switch (found) {
    case "nothing": return `\`${callee}\` is called without a step id${effect}`;
    case "payload": return `the first argument of \`${callee}\` is an event where the step id belongs${effect}`;
    case "array": return `the first argument of \`${callee}\` is an array where the step id belongs${effect}`;
    case "duration": return `the first argument of \`${callee}\` is a duration where the step id belongs, so the function does not sleep`;
    case "function": return `the first argument of \`${callee}\` is a function where the step id belongs`;
    case "options": return `the first argument of \`${callee}\` is an object without \`id\` where the step id belongs`;
    case "other": return `the first argument of \`${callee}\`, \`${textOf(file, span)}\`, is not a step id${effect}`;
  }
}

function createFix(file: FileModel, call: StepCall, missing: Missing, id: string): Fix | undefined {
  const quoted = quoteLike(file, call.span, id);
  const title = `Add the step id ${named(quoted)}`;
  const [first, second] = call.argumentSpans;
  // In `step.run(undefined, fn)` a value stands in the id's place and gives way; in `step.sleep(5000)` it moves on.
  if (missing.found === "other" && first && second) return { title, preferred: true, edits: [{ path: file.path, span: first, newText: quoted }] };
  if (missing.found === "options") return addIdProperty(file, missing, quoted, title);
  const at = first ? first.start : call.span.end - 1;
  return { title, preferred: true, edits: [{ path: file.path, span: { start: at, end: at }, newText: first ? `${quoted}, ` : quoted }] };
}

/** `{ name: "Shown" }` stays as the step's options when it is one; any other object moves behind the id. */
function addIdProperty(file: FileModel, { span }: Missing, quoted: string, title: string): Fix | undefined {
  const text = textOf(file, span);
  if (!text.startsWith("{")) return undefined;
  if (!/^\{\s*name\s*:/.test(text)) return { title, preferred: true, edits: [{ path: file.path, span: { start: span.start, end: span.start }, newText: `${quoted}, ` }] };
  const at = span.start + 1;
  return { title, preferred: true, edits: [{ path: file.path, span: { start: at, end: at }, newText: ` id: ${quoted},` }] };
}

/** What the step does, as an id: from the event's name, the called function, the awaited event, or the tool. */
function deriveId(file: FileModel, call: StepCall): string {
  const event = call.payload?.events[0]?.name?.name;
  const eventName = event && knownText(event);
  if (call.tool === "sendEvent") return sendEventId(eventName, call.payload?.kind === "many" || (call.id.kind === "missing" && call.id.found === "array"));
  const awaited = call.waitsFor && knownText(call.waitsFor.name);
  if (awaited) return `wait-for-${toKebab(awaited)}`;
  const callee = calleeInside(file, call);
  return callee ? toKebab(callee) : toKebab(call.tool);
}

const NOT_A_NAME = new Set(["async", "await", "return", "if", "for", "while", "switch", "function", "new", "catch"]);

/** The first function called in the step's callback, or the function given as the callback itself. */
function calleeInside(file: FileModel, call: StepCall): string | undefined {
  for (const span of call.argumentSpans) {
    const text = textOf(file, span);
    if (/^[\w$.]+$/.test(text) && !/^(undefined|null|true|false|[\d.]+)$/.test(text)) return text.split(".").at(-1);
    const calls = text.includes("=>") || text.startsWith("function") ? text.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g) : [];
    for (const match of calls) if (match[1] && !NOT_A_NAME.has(match[1])) return match[1];
  }
  return undefined;
}

function textOf(file: FileModel, span: Span): string {
  return file.text.slice(span.start, span.end);
}
