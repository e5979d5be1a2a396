/** What would end a wait: an event that its expression takes, as far as the expression says which. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { isTruthy, parseCel } from "../../../shared/inngest/cel/cel.ts";
import type { EventPayload } from "../executor/events.ts";
import type { JsonValue, PlannedStep, RunState } from "../executor/model.ts";

export const isWait = ({ opcode }: Pick<PlannedStep, "opcode">): boolean => opcode === "WaitForEvent" || opcode === "WaitForSignal" || opcode === "InvokeFunction";

const option = ({ opts }: PlannedStep, name: string): string | undefined => {
  const value: unknown = typeof opts === "object" && opts !== null ? (opts as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === "string" ? value : undefined;
};

export const toEventName = (step: PlannedStep): string => option(step, "event") ?? step.name ?? "";
export const toSignalName = (step: PlannedStep): string => option(step, "signal") ?? step.name ?? "";

/** An event that ends the wait: `sample` is data of the event's schema, and what the expression compares is filled in. */
export function toMatchingEvent(step: PlannedStep, run: RunState, sample: JsonValue | undefined): EventPayload & { readonly data: JsonValue } {
  const source = option(step, "if");
  const expression = source === undefined ? undefined : parseCel(source);
  let data: JsonValue = sample ?? {};
  if (expression !== undefined && !("problem" in expression)) {
    for (const [keys, value] of findEqualities(expression.ast, { event: run.events[0] })) {
      if (keys[0] === "data") data = place(data, keys.slice(1), value);
    }
  }
  return { name: toEventName(step), data };
}

/** Undefined when the event ends the wait, else why it does not. */
export function findMismatch(step: PlannedStep, run: RunState, event: EventPayload): string | undefined {
  if (event.name !== toEventName(step)) return `it waits for \`${toEventName(step)}\``;
  const source = option(step, "if");
  const expression = source === undefined ? undefined : parseCel(source);
  if (expression === undefined) return undefined;
  if ("problem" in expression) return `its \`if\` cannot be read: ${expression.problem.message}`;
  try {
    return isTruthy(expression.evaluate({ event: run.events[0], async: event })) ? undefined : `\`${expression.source}\` is false for it`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Equality = readonly [keys: readonly string[], value: JsonValue];

/** `async.data.id == event.data.id && …`: what must be where for the whole to be true. */
function findEqualities(node: ASTNode, variables: Readonly<Record<string, unknown>>): readonly Equality[] {
  if (node.op === "&&") return node.args.flatMap((arg) => findEqualities(arg, variables));
  if (node.op !== "==") return [];
  const [left, right] = node.args;
  for (const [path, other] of [[left, right], [right, left]] as const) {
    const keys = readPath(path);
    if (keys?.[0] !== "async" || readPath(other)?.[0] === "async") continue;
    const value = evaluateNode(other, variables);
    if (value !== undefined) return [[keys.slice(1), value]];
  }
  return [];
}

function readPath(node: ASTNode): readonly string[] | undefined {
  if (node.op === "id") return [node.args];
  if (node.op === ".") {
    const base = readPath(node.args[0]);
    return base === undefined ? undefined : [...base, node.args[1]];
  }
  if (node.op !== "[]" || node.args[1].op !== "value" || typeof node.args[1].args !== "string") return undefined;
  const base = readPath(node.args[0]);
  return base === undefined ? undefined : [...base, node.args[1].args];
}

function evaluateNode(node: ASTNode, variables: Readonly<Record<string, unknown>>): JsonValue | undefined {
  const expression = parseCel(node.input.slice(node.start, node.end));
  if ("problem" in expression) return undefined;
  try {
    return expression.evaluate(variables) as JsonValue;
  } catch {
    return undefined;
  }
}

function place(whole: JsonValue, [key, ...rest]: readonly string[], value: JsonValue): JsonValue {
  if (key === undefined) return value;
  const members = typeof whole === "object" && whole !== null && !Array.isArray(whole) ? Object.entries(whole as Readonly<Record<string, JsonValue>>) : [];
  const child = members.find(([name]) => name === key)?.[1];
  return Object.fromEntries([...members.filter(([name]) => name !== key), [key, place(child ?? {}, rest, value)]]);
}
