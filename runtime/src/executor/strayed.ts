/** Whether a replay went another way than what is memoized says: said only where nothing else can explain it. */
import type { MemoizedStep, RunState, SerializedError } from "./model.ts";
import type { CallRequest, Strayed } from "./ports.ts";
import type { Reply } from "./reply.ts";

/** What the worker is told of each memoized step, to compare with. */
export const toMemoizedKinds = (steps: readonly MemoizedStep[]): NonNullable<CallRequest["memoized"]> => Object.fromEntries(steps.map(({ hashedId, opcode, name }) => [hashedId, { opcode: opcode === "StepRun" ? "StepPlanned" : opcode, ...(opcode === "WaitForEvent" && name !== undefined ? { event: name } : {}) }]));

/** Of a run in which several steps stood side by side, one may be found before another is asked for; and what a user has changed may lead elsewhere. */
function findMissed({ steps, planned, attempt, isSequential, isChanged }: RunState, { unasked }: Strayed, reply: Reply): MemoizedStep | undefined {
  const isFresh = attempt === 0 && steps.every((step) => step.attempt === 0);
  const isThrough = reply.kind === "returned" || (reply.kind === "steps" && reply.steps.length === 1 && planned.length === 0);
  if (isSequential !== true || isChanged === true || !isFresh || !isThrough) return undefined;
  // A step that was seen when it was planned would have been seen now.
  return steps.find(({ hashedId, callSite }) => callSite !== undefined && unasked.includes(hashedId));
}

export interface Stray {
  /** Hashed id of the step that the replay went past. */
  readonly step: string;
  readonly error: SerializedError;
}

/** `state` is the run as it was when it was called to discover. */
export function findStray(state: RunState, strayed: Strayed | undefined, reply: Reply): Stray | undefined {
  if (strayed === undefined) return undefined;
  const other = state.steps.find(({ hashedId, callSite }) => callSite !== undefined && strayed.otherTools[hashedId] !== undefined);
  if (other !== undefined) {
    return toStray(other, `\`${other.id}\` is \`${strayed.otherTools[other.hashedId] ?? ""}\` in this replay, but what is memoized under this id is of \`${other.tool}\`: give the step an id of its own`);
  }
  const waits = state.isChanged === true ? undefined : state.steps.find(({ hashedId, callSite }) => callSite !== undefined && strayed.otherEvents[hashedId] !== undefined);
  if (waits !== undefined) {
    return toStray(waits, `\`${waits.id}\` waits for \`${strayed.otherEvents[waits.hashedId] ?? ""}\` in this replay, but what is memoized under this id is what came of the wait for \`${waits.name ?? ""}\`: give the step an id of its own`);
  }
  const missed = findMissed(state, strayed, reply);
  if (missed === undefined) return undefined;
  const [found] = reply.kind === "steps" ? reply.steps : [];
  const instead = found === undefined ? "ended without it" : `came to \`${found.step.id}\` instead`;
  return toStray(missed, `this replay did not come to step \`${missed.id}\`, whose result is memoized, and ${instead}: its id, or the way to it, changes from replay to replay or was changed in the code`);
}

const toStray = ({ hashedId }: MemoizedStep, message: string): Stray => ({ step: hashedId, error: { name: "NonDeterminismError", message } });
