/** The scopes of a run: what stands before the next step, what it sent, what it remembers. */
import type { EmittedEvent, JsonValue, MemoizedStep, PlannedStep, RunState } from "../executor/model.ts";
import { toJson, toOutput } from "./evaluate.ts";
import { toDuration } from "../../../shared/inngest/duration-text.ts";
import { toShortId } from "../../../shared/inngest/short-id.ts";
import { toPrintable, toPropertyPath } from "./text.ts";
import { json, text, toPreview, type Node, type Row } from "./variables.ts";

export interface Scope {
  readonly name: string;
  readonly node: Node;
  /** Expression for the whole scope, where one exists. */
  readonly path: string | undefined;
  /** Rows, when they are few enough to be worth telling. */
  readonly count: number;
  readonly expensive: boolean;
}

/** What the scopes need beyond the run: names of other runs, and the clock. */
export interface ScopeContext {
  nameOf(runId: string): string;
  /** Milliseconds since the epoch, virtual where the clock is. */
  now(): number;
}

/** The scopes of one frame; `step` is the planned step of the top frame. */
export function listScopes(run: RunState, step: PlannedStep | undefined, context: ScopeContext): readonly Scope[] {
  const scopes = [
    step === undefined ? undefined : createScope("Step", () => stepRows(step), "step"),
    createScope("Emitted events", () => emittedRows(run.emitted, context), "emitted"),
    createScope("Memoized steps", () => run.steps.map(toMemoizedRow), "steps"),
    createScope("Event", () => eventRows(run), run.events.length > 1 ? "events" : "event"),
    createScope("Run", () => runRows(run, context), "run"),
  ];
  return scopes.filter((scope) => scope !== undefined);
}

function createScope(name: string, rows: () => readonly Row[], path: string): Scope {
  return { name, node: { kind: "rows", preview: name, rows }, path, count: rows().length, expensive: false };
}

const optional = (name: string, value: JsonValue | undefined, path?: string): readonly Row[] =>
  value === undefined ? [] : [{ name, node: json(value), ...(path === undefined ? {} : { path }) }];

function stepRows(step: PlannedStep): readonly Row[] {
  return [
    { name: "id", node: json(step.id), path: "step.id" },
    { name: "hashed id", node: json(step.hashedId), path: "step.hashedId" },
    ...(step.displayName === step.id ? [] : [{ name: "name", node: json(step.displayName) }]),
    { name: "tool", node: text(step.tool), path: "step.tool" },
    { name: "opcode", node: text(step.opcode), path: "step.opcode" },
    { name: "attempt", node: json(step.attempt), path: "step.attempt" },
    ...optional(step.tool === "step.sendEvent" ? "payload" : "input", step.input, "step.input"),
    ...waitRows(step),
  ];
}

/** What a sleep or a wait waits for. The SDK puts a sleep's duration and a wait's event into `name`. */
function waitRows(step: PlannedStep): readonly Row[] {
  if (step.opcode === "Sleep") return optional("for", step.name);
  if (step.opcode === "WaitForEvent") return [...optional("event", step.name), ...optional("options", step.opts)];
  return step.opcode === "StepPlanned" || step.opcode === "StepRun" ? [] : optional("options", step.opts);
}

function emittedRows(emitted: readonly EmittedEvent[], context: ScopeContext): readonly Row[] {
  return emitted.map((sent, index) => {
    const path = `emitted[${index}]`;
    const rows = (): readonly Row[] => [
      { name: "id", node: json(sent.internalId), path: `${path}.id` },
      { name: "name", node: json(sent.event.name), path: `${path}.name` },
      { name: "data", node: json(sent.event.data), path: `${path}.data` },
      ...(sent.event.id === sent.internalId ? [] : [{ name: "own id", node: json(sent.event.id) }]),
      { name: "step", node: sent.step === undefined ? text("none: sent outside a step") : json(sent.step.id), path: `${path}.step` },
      { name: "runs", node: { kind: "rows" as const, preview: toRunCount(sent.runs.length), rows: () => sent.runs.map((runId, at) => ({ name: String(at), node: text(`${context.nameOf(runId)} (${runId})`) })) }, path: `${path}.runs` },
    ];
    return { name: String(index), node: { kind: "rows", preview: `${sent.internalId} ${toPrintable(sent.event.name, 200)}`, rows }, path };
  });
}

export const toRunCount = (count: number): string => (count === 1 ? "1 run" : `${count} runs`);

function toMemoizedRow(step: MemoizedStep): Row {
  const path = toPropertyPath("steps", step.id);
  const failed = step.result.kind === "error";
  const result: Row = step.result.kind === "error"
    ? { name: "error", node: json(toJson(step.result.error)), path: `${path}.error` }
    : { name: "output", node: json(step.result.data), path };
  const rows = (): readonly Row[] => [
    result,
    { name: "attempts", node: json(step.attempts) },
    { name: "duration", node: text(toDuration(step.endedAt - step.startedAt)) },
    { name: "tool", node: text(step.tool) },
    { name: "hashed id", node: json(step.hashedId) },
    ...optional("input", step.input),
    ...optional("resumed by", step.resumedBy),
    ...optional("run", step.invokedRun),
  ];
  const preview = step.result.kind === "error" ? `${toPrintable(step.result.error.name, 100)}: ${toPrintable(step.result.error.message, 200)}` : toPreview(toOutput(step));
  return { name: step.id, node: { kind: "rows", preview: failed ? `failed: ${preview}` : preview, rows }, path };
}

function eventRows(run: RunState): readonly Row[] {
  const [event] = run.events;
  if (run.events.length > 1) return run.events.map((each, index) => ({ name: String(index), node: json(toJson(each)), path: `events[${index}]` }));
  if (event === undefined) return [];
  return Object.entries(event).filter(([, value]) => value !== undefined).map(([name, value]) => ({ name, node: json(value as JsonValue), path: `event.${name}` }));
}

function runRows(run: RunState, context: ScopeContext): readonly Row[] {
  const waking = run.planned.filter(({ wakeAt }) => wakeAt !== undefined).map(({ wakeAt }) => wakeAt ?? 0);
  return [
    { name: "id", node: json(run.runId), path: "run.id" },
    { name: "function", node: json(run.functionId), path: "run.function" },
    { name: "status", node: text(run.status), path: "run.status" },
    { name: "attempt", node: text(`${run.attempt + 1} of ${run.maxAttempts}`), path: "run.attempt" },
    ...causeRows(run, context),
    ...(run.output === undefined ? [] : [{ name: "output", node: json(run.output), path: "run.output" }]),
    ...(run.error === undefined ? [] : [{ name: "error", node: json(toJson(run.error)), path: "run.error" }]),
    { name: "started", node: text(toTime(run.startedAt)), path: "run.startedAt" },
    ...(run.endedAt === undefined ? [{ name: "now", node: text(toTime(context.now())) }] : [{ name: "ended", node: text(toTime(run.endedAt)), path: "run.endedAt" }]),
    ...(waking.length === 0 ? [] : [{ name: "next wake-up", node: text(toTime(Math.min(...waking))) }]),
  ];
}

function causeRows({ cause }: RunState, context: ScopeContext): readonly Row[] {
  if (cause.kind === "request") return [];
  if (cause.runId === undefined) return [{ name: "cause", node: text("an event") }];
  const step = cause.kind === "failure" || cause.kind === "fork" || cause.step === undefined ? "" : `, step ${toPrintable(cause.step, 200)}`;
  const verb = { failure: "failure of", invoke: "invoked by", event: "event from", fork: "fork of" }[cause.kind];
  return [{ name: "cause", node: text(`${verb} ${context.nameOf(cause.runId)}${step}`) }];
}

export const toTime = (at: number): string => new Date(at).toISOString();

/** One line about a run: `user-onboarding 3f2a  waiting  3 steps, 1 event; next wake-up …`. */
export function toRunLine(run: RunState, nameOf: (runId: string) => string): string {
  const wakes = run.planned.flatMap(({ wakeAt }) => wakeAt ?? []);
  const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;
  const next = wakes.length === 0 ? "" : `; next wake-up ${toTime(Math.min(...wakes))}`;
  return `${nameOf(run.runId)}  ${run.runId}  ${run.status}  ${count(run.steps.length, "step")}, ${count(run.emitted.length, "event")}${next}`;
}

/** Name of a thread: the function's own id and the end of the run's. */
export const toRunName = (functionId: string, runId: string): string => `${toPrintable(functionId, 100)} ${toShortId(runId)}`;
