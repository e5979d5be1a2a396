/** One round trip to the SDK on behalf of a run. */
import type { Engine } from "./engine.ts";
import { takeDefers, toWireDefers } from "./defers.ts";
import { apply, isCurrent, type Epoch, type LiveRun } from "./live-run.ts";
import type { JsonValue, MemoizedStep, PlannedStep, RunState } from "./model.ts";
import { findStray, toMemoizedKinds } from "./strayed.ts";
import { readReply, type Reply } from "./reply.ts";

/** A memoized result as the SDK takes it back: a sleep's and a timeout's is null. */
export function toWire({ opcode, result }: MemoizedStep): JsonValue {
  if (result.kind === "error") return { error: { ...result.error } };
  // An event may look like a result of its own (`{ data }`), so only what says "nothing came" stays raw.
  return result.data === null && (opcode === "Sleep" || opcode === "WaitForEvent") ? null : { data: result.data };
}

/** What the SDK needs to go through the run again: its results, and what takes the place of a step's input, by hashed id. */
export function toWireSteps({ inputs, steps }: RunState): Record<string, JsonValue> {
  return { ...toWireInputs(inputs), ...Object.fromEntries(steps.map((step) => [step.hashedId, toWire(step)])) };
}

function toWireInputs(inputs: RunState["inputs"] = {}): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(inputs).map(([hashedId, input]) => [hashedId, { input }]));
}

export interface CallTarget {
  readonly stepId: string;
  readonly attempt: number;
}

/** What a call is given of its run. */
interface Given {
  readonly target: PlannedStep | undefined;
  /** For a step the results with which it was found: to replay those of its siblings too would cost the more the more there are. */
  readonly steps: readonly MemoizedStep[];
  readonly alone: boolean;
}

/** With fewer steps under way the SDK finds them all in each call, as it does on the server. */
const veryMany = 100;

function give({ worker }: Engine, { steps, planned }: RunState, { stepId }: CallTarget): Given {
  const target = stepId === "step" ? undefined : planned.find(({ hashedId }) => hashedId === stepId);
  // Where its call site was seen the worker knows the step by its hash. A repeat is numbered by the calls before it.
  const isKnown = target?.callSite !== undefined && !/:\d+$/.test(target.id);
  return { target, steps: target?.position === undefined ? steps : steps.slice(0, target.position), alone: worker.leavesOut === true && isKnown && planned.length > veryMany };
}

/** One round trip, once the function's concurrency has a place for it; undefined when the run was rewound or ended meanwhile. */
export async function call(engine: Engine, live: LiveRun, epoch: Epoch, target: CallTarget): Promise<Reply | undefined> {
  const place = engine.takePlace(live);
  if (place === undefined) return callNow(engine, live, epoch, target);
  const leave = await place;
  try {
    return isCurrent(live, epoch) ? await callNow(engine, live, epoch, target) : undefined;
  } finally {
    leave?.();
  }
}

async function callNow(engine: Engine, live: LiveRun, epoch: Epoch, target: CallTarget): Promise<Reply | undefined> {
  const { state } = live;
  const [event] = state.events;
  if (event === undefined) throw new Error(`run ${state.runId} has no event`);
  const { requestsPerRun } = engine.limits;
  if (state.requests >= requestsPerRun) {
    const message = `run ${state.runId} of \`${state.functionId}\` made ${requestsPerRun} requests without ending; a step id that changes with each replay (random, a time) does this`;
    throw Object.assign(new Error(message), { name: "NonDeterminismError" });
  }
  const defers = toWireDefers(state);
  const { target: targeted, steps, alone } = give(engine, state, target);
  apply(live, { kind: "called" });
  const callId = engine.ids.ulid(engine.clock.now());
  const release = engine.clock.hold("running");
  epoch.calls.add(callId);
  const repeats = epoch.repeats && target.stepId === "step";
  if (repeats) epoch.repeats = false;
  try {
    await engine.written?.();
    if (!isCurrent(live, epoch)) return undefined;
    const response = await engine.worker.call({
      callId, functionId: state.functionId, runId: state.runId, ...target, event, events: state.events,
      steps: toWireSteps({ ...state, steps }), stack: steps.map(({ hashedId }) => hashedId),
      ...(defers === undefined ? {} : { defers }), version: state.version, maxAttempts: state.maxAttempts, ...(targeted?.isInputEdited === true && targeted.input !== undefined ? { input: targeted.input } : {}),
      // With steps under way an immediate execution could run one of them a second time.
      disableImmediateExecution: engine.gate !== undefined || state.planned.length > 0 || state.edited !== undefined,
      // The SDK has no other input for a step that it runs in such a call; in a retry of the function every further step would run with the function's attempt.
      ...(engine.checkpoint && state.inputs === undefined && state.edited === undefined && target.stepId === "step" && target.attempt === 0 && state.planned.length === 0 ? { checkpoint: true } : {}),
      ...(engine.gate !== undefined && target.stepId === "step" && !alone ? { memoized: toMemoizedKinds(steps) } : {}),
      ...(repeats ? { repeats } : {}), ...(alone ? { alone } : {}),
    }, epoch.abort.signal);
    if (!isCurrent(live, epoch)) return undefined;
    const reply = readReply(response);
    const stray = findStray(state, response.strayed, reply);
    if (stray !== undefined && !live.strayed.has(stray.step)) {
      live.strayed.add(stray.step);
      engine.report({ type: "replayStrayed", runId: state.runId, error: stray.error });
    }
    takeDefers(live, response.body);
    if (reply.version > 0) apply(live, { kind: "versionChosen", version: reply.version });
    return reply;
  } finally {
    epoch.calls.delete(callId);
    release();
  }
}
