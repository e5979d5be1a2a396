/** Breakpoints on step calls and on function or step ids: what the client set, what is verified, what a step hits. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { isTruthy, parseCel, type CelExpression } from "../../../shared/inngest/cel/cel.ts";
import type { RunState, SourcePosition } from "../executor/model.ts";
import { matchesEventName } from "../executor/triggers.ts";
import type { Roots } from "./evaluate.ts";
import { findStepLine, toPathKey, type SourceModel } from "./source-model.ts";

export interface Breakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly message?: string;
  /** Line at which a run stops; undefined for a function breakpoint. */
  readonly line: number | undefined;
  /** Function or step id, or event name, of a function breakpoint. */
  readonly name: string | undefined;
  /** Composite id of the function that `name` means; undefined where it means a step. */
  readonly functionId: string | undefined;
  /** Name of the event that stops whoever sends it; may end with `*`. */
  readonly event: string | undefined;
  readonly condition: CelExpression | undefined;
  readonly hitCondition: HitCondition | undefined;
  readonly logMessage: string | undefined;
  hits: number;
}

/** The `hitCondition` of the protocol: which hits count. */
export type HitCondition = (hits: number) => boolean;

const hitConditionPattern = /^\s*(==|=|>=|>|<=|<|%)?\s*(\d{1,9})\s*$/;

/** `5`, `>= 5`, `% 5`; undefined for anything else. A bare number means from that hit on, as in VS Code's own debugger. */
export function readHitCondition(text: string): HitCondition | undefined {
  const match = hitConditionPattern.exec(text);
  if (match === null) return undefined;
  const [, operator = ">=", digits = ""] = match;
  const count = Number(digits);
  const conditions: Readonly<Record<string, HitCondition>> = {
    "==": (hits) => hits === count,
    "=": (hits) => hits === count,
    ">=": (hits) => hits >= count,
    ">": (hits) => hits > count,
    "<=": (hits) => hits <= count,
    "<": (hits) => hits < count,
    "%": (hits) => count > 0 && hits % count === 0,
  };
  return conditions[operator];
}

/** The part of a step that breakpoints look at. */
export interface StepPlace {
  readonly id: string;
  readonly callSite: SourcePosition | undefined;
}

export interface KnownNames {
  readonly functions: readonly { readonly id: string; readonly localId: string }[];
  readonly steps: readonly string[];
  readonly events: readonly string[];
}

export interface Breakpoints {
  setLines(file: string, requested: readonly DebugProtocol.SourceBreakpoint[], model: SourceModel): readonly Breakpoint[];
  /** Whether lines that call no step are left to a JavaScript debugger. */
  setJavaScript(isThere: boolean): void;
  /** There is no JavaScript debugger after all: the breakpoints that were left to it, as they are now. */
  withoutJavaScript(): readonly Breakpoint[];
  /** Whether one of them has a breakpoint. */
  needJavaScript(): boolean;
  /** What a name may mean: a function by its composite or its local id, a step, an event. */
  setNames(requested: readonly DebugProtocol.FunctionBreakpoint[], known: KnownNames): readonly Breakpoint[];
  setEvents(requested: readonly DebugProtocol.DataBreakpoint[]): readonly Breakpoint[];
  /** Breakpoints on sending an event of this name. */
  findEvent(name: string): readonly Breakpoint[];
  /** Breakpoints on this step, whatever their hit conditions say. */
  find(run: Pick<RunState, "functionId" | "steps">, step: StepPlace): readonly Breakpoint[];
}

const eventPrefix = "event:";
/** What a data breakpoint on an event is known by. */
export const toDataId = (eventName: string): string => eventPrefix + eventName;

const leftToJavaScript = "this line calls no step: the JavaScript debugger stops here";
const notAStep = "this line calls no step, and no JavaScript debugger is there to stop here";
const badHitCondition = "write the hit count as a number, or with ==, >, >=, <, <= or % before it";

/** `steps` without the index of a repeat: `loop:2` is the step written `loop`. */
export const toWrittenId = (id: string): string => id.replace(/:\d+$/, "");

export function createBreakpoints(): Breakpoints {
  let nextId = 1;
  const byFile = new Map<string, readonly Breakpoint[]>();
  let named: readonly Breakpoint[] = [];
  let onEvents: readonly Breakpoint[] = [];
  let hasJavaScript = false;

  function create(
    requested: { readonly condition?: string; readonly hitCondition?: string; readonly logMessage?: string },
    place: { readonly line?: number; readonly name?: string; readonly functionId?: string | undefined; readonly event?: string | undefined; readonly message?: string | undefined },
  ): Breakpoint {
    const hitText = requested.hitCondition?.trim() ?? "";
    const hitCondition = hitText === "" ? undefined : readHitCondition(hitText);
    const parsed = requested.condition === undefined || requested.condition.trim() === "" ? undefined : parseCel(requested.condition);
    const problem = parsed !== undefined && "problem" in parsed ? `the condition cannot be read: ${parsed.problem.message}` : undefined;
    const condition = parsed !== undefined && "problem" in parsed ? undefined : parsed;
    const message = problem ?? (hitText !== "" && hitCondition === undefined ? badHitCondition : place.message);
    return {
      id: nextId++, verified: message === undefined, line: place.line, name: place.name, functionId: place.functionId, event: place.event, condition, hitCondition,
      logMessage: requested.logMessage === undefined || requested.logMessage === "" ? undefined : requested.logMessage, hits: 0,
      ...(message === undefined ? {} : { message }),
    };
  }

  return {
    setLines(file, requested, model) {
      const steps = model.stepLines(file);
      const created = requested.map((breakpoint) => {
        const step = steps === undefined ? undefined : findStepLine(steps, breakpoint);
        const message = steps === undefined ? "this file cannot be read" : step !== undefined ? undefined : hasJavaScript ? leftToJavaScript : notAStep;
        return create(breakpoint, { line: step?.line ?? breakpoint.line, message });
      });
      byFile.set(toPathKey(file), created);
      return created;
    },
    setJavaScript(isThere) { hasJavaScript = isThere; },
    withoutJavaScript() {
      hasJavaScript = false;
      const changed: Breakpoint[] = [];
      for (const [file, created] of byFile) {
        byFile.set(file, created.map((breakpoint) => {
          if (breakpoint.message !== leftToJavaScript) return breakpoint;
          const told = { ...breakpoint, message: notAStep };
          changed.push(told);
          return told;
        }));
      }
      return changed;
    },
    needJavaScript: () => hasJavaScript && [...byFile.values()].some((created) => created.some(({ message }) => message === leftToJavaScript)),
    setNames(requested, known) {
      named = requested.map((breakpoint) => {
        const name = breakpoint.name.trim();
        const functionId = known.functions.find(({ id, localId }) => name === id || name === localId)?.id;
        const isStep = functionId !== undefined || known.steps.includes(name);
        // Events are mostly named `app/what.happened`; ids are not.
        const event = !isStep && (known.events.includes(name) || name.includes("/")) ? name : undefined;
        const isKnown = isStep || event !== undefined || known.functions.length === 0;
        return create(breakpoint, { name, functionId, event, message: isKnown ? undefined : "no function, step or event has this name" });
      });
      return named;
    },
    setEvents(requested) {
      onEvents = requested.map((breakpoint) => {
        const event = breakpoint.dataId.startsWith(eventPrefix) ? breakpoint.dataId.slice(eventPrefix.length) : undefined;
        return create(breakpoint, { event, message: event === undefined ? "only events can be watched for" : undefined });
      });
      return onEvents;
    },
    findEvent: (name) => [...onEvents, ...named].filter(({ event, verified }) => verified && event !== undefined && matchesEventName(event, name)),
    find(run, step) {
      const { callSite } = step;
      const lines = callSite === undefined ? [] : (byFile.get(toPathKey(callSite.path)) ?? []).filter(({ line, verified }) => verified && line === callSite.line);
      const isFirst = run.steps.length === 0;
      const names = named.filter(({ name, event, functionId }) => event === undefined && (name === step.id || name === toWrittenId(step.id) || (isFirst && functionId === run.functionId)));
      return [...lines, ...names];
    },
  };
}

/**
 * Counts a hit of each whose condition holds and gives those whose hit condition holds too. A condition is an expression as
 * in a trigger's `if`, over what a hover can name: `event.data.plan == "team"`, `step.attempt > 0`.
 */
export function countHits(breakpoints: readonly Breakpoint[], roots: () => Roots): readonly Breakpoint[] {
  return breakpoints.filter((breakpoint) => {
    if (breakpoint.condition !== undefined && !isTrue(breakpoint.condition, roots())) return false;
    breakpoint.hits++;
    return breakpoint.hitCondition?.(breakpoint.hits) ?? true;
  });
}

/** A condition that cannot be evaluated, because it calls what does not exist, stops: the user then sees where. */
function isTrue(condition: CelExpression, roots: Roots): boolean {
  try {
    return isTruthy(condition.evaluate(roots));
  } catch {
    return true;
  }
}

export function toDapBreakpoint(breakpoint: Breakpoint): DebugProtocol.Breakpoint {
  return {
    id: breakpoint.id,
    verified: breakpoint.verified,
    ...(breakpoint.message === undefined ? {} : { message: breakpoint.message }),
    ...(breakpoint.line === undefined ? {} : { line: breakpoint.line }),
  };
}
