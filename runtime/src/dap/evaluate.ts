/** Property paths over a run: what hover, watch, the Debug Console and log messages understand. */
import type { EmittedEvent, JsonValue, MemoizedStep, PlannedStep, RunState } from "../executor/model.ts";
import { noSuchValue, notAPath } from "./errors.ts";
import { toPropertyPath } from "./text.ts";

/** The names an expression can start with. */
export type Roots = Readonly<Record<string, JsonValue>>;

/** The values of a run, by the names a user would use; `step` is the planned step the run stands before. */
export function toRoots(run: RunState, step: PlannedStep | undefined): Roots {
  const roots: Record<string, JsonValue> = {
    event: toJson(run.events[0]),
    events: run.events.map(toJson),
    steps: fromEntries(run.steps.map((memoized) => [memoized.id, toOutput(memoized)])),
    emitted: run.emitted.map(toEmitted),
    run: toRun(run),
  };
  if (step !== undefined) roots["step"] = toJson({ id: step.id, hashedId: step.hashedId, opcode: step.opcode, tool: step.tool, attempt: step.attempt, input: step.input });
  return roots;
}

/** What the step's call returned or threw. */
export function toOutput(step: MemoizedStep): JsonValue {
  return step.result.kind === "data" ? step.result.data : { error: toJson(step.result.error) };
}

export function toEmitted(emitted: EmittedEvent): JsonValue {
  return { id: emitted.internalId, name: emitted.event.name, data: emitted.event.data, step: emitted.step?.id ?? null, runs: emitted.runs };
}

function toRun(run: RunState): JsonValue {
  return toJson({
    id: run.runId, function: run.functionId, status: run.status, attempt: run.attempt, maxAttempts: run.maxAttempts,
    startedAt: new Date(run.startedAt).toISOString(), endedAt: run.endedAt === undefined ? undefined : new Date(run.endedAt).toISOString(),
    output: run.output, error: run.error,
  });
}

/** Drops what is undefined, as JSON does. `Object.fromEntries` keeps a key named `__proto__` a key. */
export function toJson(value: object | undefined): JsonValue {
  if (value === undefined) return null;
  return fromEntries(Object.entries(value).filter(([, child]) => child !== undefined) as [string, JsonValue][]);
}

const fromEntries = (entries: readonly (readonly [string, JsonValue])[]): JsonValue => Object.fromEntries(entries);

const segment = /\s*(?:(?:\?\.|\.)\s*([A-Za-z_$][\w$]*)|(?:\?\.)?\[\s*(?:(\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))\s*\])\s*/y;

/** Reads `event.data["user id"].tags[0]` into its names. Throws a `DebugError` for anything that is not such a path. */
export function readPath(expression: string): readonly string[] {
  const trimmed = expression.trim();
  const head = /^[A-Za-z_$][\w$]*/.exec(trimmed);
  if (head === null) throw notAPath(expression);
  const names = [head[0]];
  segment.lastIndex = head[0].length;
  while (segment.lastIndex < trimmed.length) {
    const match = segment.exec(trimmed);
    if (match === null) throw notAPath(expression);
    const [, property, index, quoted] = match;
    names.push(property ?? index ?? unquote(quoted ?? "", expression));
  }
  return names;
}

function unquote(quoted: string, expression: string): string {
  try {
    const inner = quoted.slice(1, -1);
    return JSON.parse(quoted.startsWith('"') ? quoted : `"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`) as string;
  } catch {
    throw notAPath(expression);
  }
}

/** The value an expression names. Only own properties are followed: `event.constructor` is no value. */
export function evaluatePath(expression: string, roots: Roots): JsonValue {
  const names = readPath(expression);
  let value: JsonValue = roots;
  let at = "";
  for (const name of names) {
    at = at === "" ? name : toPropertyPath(at, name);
    if (typeof value === "string" && name === "length") value = value.length;
    else if (Array.isArray(value) && name === "length") value = value.length;
    else if (typeof value === "object" && value !== null && Object.hasOwn(value, name)) {
      value = (value as Readonly<Record<string, JsonValue>>)[name] ?? null;
    } else throw noSuchValue(expression, at);
  }
  return value;
}
