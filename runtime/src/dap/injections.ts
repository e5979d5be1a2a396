/** What takes the place of a step's attempt: results made up beforehand, and attempts that fail on purpose. */
import type { JsonValue, PlannedStep, StepResult } from "../executor/model.ts";
import type { GateDecision } from "../executor/ports.ts";
import { toWrittenId } from "./breakpoints.ts";
import { isWait } from "./waiting-event.ts";

/** How a step fails. */
export type FailureKind = "throw" | "for good" | "timeout";

export interface Injections {
  /** `step` as written; a repeat may be meant by `loop:2`. */
  mock(step: string, result: StepResult): void;
  decide(step: PlannedStep): GateDecision;
  /** Steps of mocks and faults that no step has asked about. */
  unused(): readonly string[];
}

export interface InjectionOptions {
  /** Step id to output, or to `{ "error": … }`. */
  readonly mocks: Readonly<Record<string, JsonValue>>;
  /** Step id to the attempts that fail, counted from 1. */
  readonly faults: Readonly<Record<string, number | readonly number[] | "always">>;
}

export function createInjections({ mocks, faults }: InjectionOptions): Injections {
  const results = new Map(Object.entries(mocks).map(([step, given]) => [step, toResult(given)]));
  const failing = new Map(Object.entries(faults));
  const asked = new Set<string>();
  const find = <T>(map: ReadonlyMap<string, T>, { id }: PlannedStep): T | undefined => {
    const key = [id, toWrittenId(id)].find((each) => map.has(each));
    if (key === undefined) return undefined;
    asked.add(key);
    return map.get(key);
  };
  return {
    mock: (step, result) => { results.set(step, result); },
    decide(step) {
      const fails = find(failing, step);
      const result = find(results, step);
      const attempt = step.attempt + 1;
      if (fails === "always" || fails === attempt || (Array.isArray(fails) && fails.includes(attempt))) return toDecision(step, "throw", `attempt ${attempt} fails on purpose`);
      return result === undefined ? undefined : { kind: "result", result };
    },
    unused: () => [...new Set([...Object.keys(mocks), ...Object.keys(faults)])].filter((step) => !asked.has(step)),
  };
}

/** An object whose only member is `error`, a message or an error, stands for a failure. */
export function toResult(given: JsonValue): StepResult {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return { kind: "data", data: given };
  const { error, ...rest } = given as Readonly<Record<string, JsonValue>>;
  if (error === undefined || Object.keys(rest).length > 0) return { kind: "data", data: given };
  if (typeof error === "string") return { kind: "error", error: { name: "Error", message: error } };
  const { name = "Error", message } = (error ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  return typeof message === "string" ? { kind: "error", error: { ...error as object, name: String(name), message } } : { kind: "data", data: given };
}

/** The decision that makes this step fail so. A wait that times out begins first; nothing else has a timeout of its own. */
export function toDecision(step: PlannedStep, kind: FailureKind, message?: string): GateDecision {
  if (kind === "timeout" && isWait(step)) return { kind: "timeout" };
  const said = message ?? (kind === "timeout" ? `step \`${step.id}\` timed out` : `step \`${step.id}\` fails on purpose`);
  const name = kind === "timeout" ? "TimeoutError" : kind === "for good" ? "NonRetriableError" : "Error";
  return { kind: "failure", error: { name, message: said }, noRetry: kind === "for good" };
}
