/** Mistakes made in code that is right, one at a time, and where each would have to be told. */
import ts from "typescript";
import type { FixtureFile } from "../../shared/analysis/testing/fixture.ts";
import { scriptKind } from "../../shared/analysis/testing/fixture.ts";
import type { SendSite, Snapshot, Span, StepCall } from "../../shared/analysis/model.ts";

export interface Mutation {
  readonly kind: string;
  /** The rule that tells of it. */
  readonly rule: string;
  readonly path: string;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
  /** Offsets, in the code before the mistake, of lines in which it has to be told. */
  readonly at: readonly number[];
}

/** Of each kind at most one mistake a file, the first that is surely one. */
export function findMutations({ path, text }: FixtureFile, snapshot: Snapshot): Mutation[] {
  const file = snapshot.file(path);
  if (!file) return [];
  const executed = new Set(snapshot.functions().flatMap((fn) => [...fn.steps, ...fn.failureSteps]).map(({ call }) => `${call.path}:${String(call.span.start)}`));
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, scriptKind(path));
  const steps = file.steps.filter((step) => step.path === path).flatMap((step): Found[] => {
    const call = callAt(source, step.span);
    return call ? [{ step, call, executed: executed.has(`${path}:${String(step.span.start)}`) }] : [];
  });
  return [
    ...firstOf(steps, (step) => dropAwait(step)),
    ...firstOf(steps, (step, index) => repeatId(step, steps.slice(0, index))),
    ...firstOf(steps, (step) => dropId(step)),
    ...firstOf(steps, (step) => nest(step)),
    ...firstOf(steps, (step) => sendByClient(step, steps, text)),
    ...firstOf(file.sends, (send) => misspellEnvelope(send, text)),
    ...firstOf(file.sends, (send) => misspellName(send, text, snapshot)),
    ...firstOf(file.sdk === 4 ? file.sends : [], (send) => misspellData(send, snapshot)),
  ];
}

interface Found {
  readonly step: StepCall;
  readonly call: ts.CallExpression;
  /** Whether a function of the workspace executes it; a helper's step may be anyone's. */
  readonly executed: boolean;
}

function firstOf<T>(items: readonly T[], find: (item: T, index: number) => Mutation | undefined): Mutation[] {
  for (const [index, item] of items.entries()) {
    const mutation = find(item, index);
    if (mutation) return [mutation];
  }
  return [];
}

function callAt(source: ts.SourceFile, span: Span): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (node.getStart(source) > span.start || node.end < span.end) return;
    if (ts.isCallExpression(node) && node.getStart(source) === span.start && node.end === span.end) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `await step.run(…);` as a statement of its own. */
function statementOf(call: ts.CallExpression): ts.ExpressionStatement | undefined {
  const outer = call.parent;
  return ts.isAwaitExpression(outer) && ts.isExpressionStatement(outer.parent) ? outer.parent : undefined;
}

const idOf = ({ arguments: [first] }: ts.CallExpression): ts.StringLiteral | undefined => (first && ts.isStringLiteral(first) ? first : undefined);

const blockOf = ({ call }: Found): ts.Block | undefined => {
  const block = statementOf(call)?.parent;
  return block && ts.isBlock(block) ? block : undefined;
};

function spanOf(node: ts.Node): Span {
  return { start: node.getStart(), end: node.end };
}

function dropAwait({ step, call }: Found): Mutation | undefined {
  const statement = statementOf(call);
  return statement && { kind: "an await dropped", rule: "await-step", path: step.path, at: [step.span.start], edits: [{ span: { start: statement.getStart(), end: step.span.start }, newText: "" }] };
}

/** The id of a step that the same block ran before. */
function repeatId(found: Found, before: readonly Found[]): Mutation | undefined {
  const { step, call, executed } = found;
  const block = blockOf(found);
  if (!executed || !block) return undefined;
  const id = idOf(call);
  const other = before.find((candidate) => blockOf(candidate) === block && idOf(candidate.call));
  const repeated = other && idOf(other.call);
  return id && repeated && { kind: "an id used twice", rule: "unique-step-id", path: step.path, at: [id.getStart(), repeated.getStart()], edits: [{ span: spanOf(id), newText: repeated.getText() }] };
}

function dropId({ step, call }: Found): Mutation | undefined {
  const [first, second] = call.arguments;
  if (!idOf(call) || !first || !second || !["run", "sendEvent", "waitForEvent", "invoke"].includes(step.tool)) return undefined;
  if (!ts.isArrowFunction(second) && !ts.isObjectLiteralExpression(second) && !ts.isArrayLiteralExpression(second)) return undefined;
  return { kind: "an id left out", rule: "missing-step-id", path: step.path, at: [step.span.start], edits: [{ span: { start: first.getStart(), end: second.getStart() }, newText: "" }] };
}

function nest({ step, call }: Found): Mutation | undefined {
  if (!statementOf(call) || step.tool !== "run" || step.receiver === "") return undefined;
  return {
    kind: "a step in a step", rule: "no-nested-steps", path: step.path, at: [step.span.start],
    edits: [{ span: { start: step.span.start, end: step.span.start }, newText: `${step.receiver}.run("around", async () => { await ` }, { span: { start: step.span.end, end: step.span.end }, newText: "; })" }],
  };
}

/** In a handler in which another step follows, so that the events are sent again when it is replayed. */
function sendByClient(found: Found, all: readonly Found[], text: string): Mutation | undefined {
  const { step, call, executed } = found;
  const block = blockOf(found);
  const client = [...text.slice(0, step.span.start).matchAll(/([\w$.]+)\.createFunction\(/g)].at(-1)?.[1];
  const [first, payload] = call.arguments;
  if (step.tool !== "sendEvent" || !executed || !block || !first || !payload || client === undefined) return undefined;
  if (!all.some((other) => other.call.pos > call.pos && blockOf(other) === block)) return undefined;
  return { kind: "sent by the client", rule: "prefer-step-send-event", path: step.path, at: [step.span.start], edits: [{ span: { start: step.span.start, end: payload.getStart() }, newText: `${client}.send(` }] };
}

function misspellEnvelope({ path, payload }: SendSite, text: string): Mutation | undefined {
  const data = payload.events.flatMap(({ properties }) => properties).find(({ key, keySpan, span }) => key === "data" && text.slice(span.start, span.end).startsWith("data:") && keySpan.end - keySpan.start === 4);
  return data && { kind: "a misspelt key of an event", rule: "valid-event-payload", path, at: [data.keySpan.start], edits: [{ span: data.keySpan, newText: "dta" }] };
}

/** Of an event that starts a function. */
function misspellName({ path, payload }: SendSite, text: string, snapshot: Snapshot): Mutation | undefined {
  for (const { name } of payload.events) {
    const known = name?.name.kind === "known" ? name.name.value : undefined;
    if (!name || known === undefined || known.length < 6 || text.slice(name.span.start + 1, name.span.end - 1) !== known || snapshot.functionsStartedBy(known).length === 0) continue;
    const last = { start: name.span.end - 2, end: name.span.end - 1 };
    return { kind: "a misspelt name of an event", rule: "known-event", path, at: [name.span.start], edits: [{ span: last, newText: "" }] };
  }
  return undefined;
}

/** Of an event with a schema, in code about which TypeScript says nothing. */
function misspellData({ path, payload, via }: SendSite, snapshot: Snapshot): Mutation | undefined {
  if (via === "eventType.create") return undefined;
  for (const { name, properties } of payload.events) {
    const event = name?.name.kind === "known" ? snapshot.event(name.name.value) : undefined;
    const data = properties.find(({ key }) => key === "data")?.value;
    if (!event || event.declarations.length === 0 || data?.kind !== "object" || data.open) continue;
    const key = data.properties.find(({ keySpan, span }) => keySpan.end < span.end);
    if (key) return { kind: "a misspelt key of an event's data", rule: "event-payload-shape", path, at: [key.keySpan.start], edits: [{ span: key.keySpan, newText: `${key.key}x` }] };
  }
  return undefined;
}
