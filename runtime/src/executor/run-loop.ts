/** Drives one run: discover, let the planned steps go, memoize, discover again. */
import type { Engine } from "./engine.ts";
import { askGateway } from "./gateway.ts";
import { apply, isCurrent, type Epoch, type LiveRun } from "./live-run.ts";
import type { JsonValue, MemoizedStep, PlannedStep, SerializedError, StepResult } from "./model.ts";
import { outputProblem } from "./output-problem.ts";
import { readReply, type Reply, type ReportedStep } from "./reply.ts";
import { retryTime } from "./retry.ts";
import { invokeFunction, sleep, waitForEvent, waitForSignal, type StepOutcome } from "./waits.ts";

/** A memoized result as the SDK takes it back: sleeps and waits are raw values. */
function toWire({ opcode, result }: MemoizedStep): JsonValue {
  if (result.kind === "error") return { error: { ...result.error } };
  return opcode === "Sleep" || opcode === "WaitForEvent" ? result.data : { data: result.data };
}

interface CallTarget {
  readonly stepId: string;
  readonly attempt: number;
}

/** One round trip, once the function's concurrency has a place for it; undefined when the run was rewound or ended meanwhile. */
async function call(engine: Engine, live: LiveRun, epoch: Epoch, target: CallTarget): Promise<Reply | undefined> {
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
    throw new Error(`run ${state.runId} of \`${state.functionId}\` made ${requestsPerRun} requests without ending; a step id that changes with each replay (random, a time) does this`);
  }
  apply(live, { kind: "called" });
  const callId = engine.ids.ulid(engine.clock.now());
  const release = engine.clock.hold("running");
  epoch.calls.add(callId);
  try {
    const response = await engine.worker.call({
      callId, functionId: state.functionId, runId: state.runId, ...target, event, events: state.events,
      steps: Object.fromEntries(state.steps.map((step) => [step.hashedId, toWire(step)])), stack: state.steps.map(({ hashedId }) => hashedId),
      version: state.version, maxAttempts: state.maxAttempts,
      // With steps under way an immediate execution could run one of them a second time.
      disableImmediateExecution: engine.gate !== undefined || state.planned.length > 0,
      // In a retry of the function every further step would run with the function's attempt.
      ...(engine.checkpoint && target.stepId === "step" && target.attempt === 0 && state.planned.length === 0 ? { checkpoint: true } : {}),
    }, epoch.abort.signal);
    if (!isCurrent(live, epoch)) return undefined;
    const reply = readReply(response);
    if (reply.version > 0) apply(live, { kind: "versionChosen", version: reply.version });
    return reply;
  } finally {
    epoch.calls.delete(callId);
    release();
  }
}

/** What fails here fails the run, with the message of what went wrong; never rejects. */
function guard(engine: Engine, live: LiveRun, epoch: Epoch, work: Promise<void>): Promise<void> {
  return work.catch((error: unknown) => {
    if (!isCurrent(live, epoch)) return;
    engine.fail(live, error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) });
  });
}

/**
 * Asks the SDK what comes next. Asked again while a discovery is under way, it discovers once more after it. Resolves when
 * the steps it found stand at the gate, run or wait.
 */
export async function discover(engine: Engine, live: LiveRun): Promise<void> {
  const { epoch } = live;
  if (epoch.discovering) epoch.discoverAgain = true;
  else await guard(engine, live, epoch, discoverUntilQuiet(engine, live, epoch));
}

async function discoverUntilQuiet(engine: Engine, live: LiveRun, epoch: Epoch): Promise<void> {
  epoch.discovering = true;
  do {
    epoch.discoverAgain = false;
    const { attempt } = live.state;
    const calledAt = engine.clock.now();
    const reply = await call(engine, live, epoch, { stepId: "step", attempt });
    if (reply === undefined) return;
    if (reply.kind === "returned") {
      if (memoizeRan(engine, live, reply.steps)) engine.complete(live, reply.output);
      return;
    }
    if (reply.kind === "stepNotFound") return engine.fail(live, stepNotFound("step", reply.found));
    if (reply.kind === "steps") takeReportedSteps(engine, live, epoch, reply, { attempt, at: calledAt });
    else if (await retryFunction(engine, live, epoch, attempt, reply)) epoch.discoverAgain = true;
  } while (epoch.discoverAgain && isCurrent(live, epoch));
  epoch.discovering = false;
}

function stepNotFound(id: string, found: readonly string[]): SerializedError {
  const instead = found.length === 0 ? "no new step" : found.map((name) => `\`${name}\``).join(", ");
  return {
    name: "StepNotFound",
    message: `step \`${id}\` was planned but the handler did not reach it again (it found ${instead}): its id or the way to it changes from replay to replay`,
  };
}

/** True when the function is to be called again, false when the run has failed or was rewound. */
async function retryFunction(engine: Engine, live: LiveRun, epoch: Epoch, attempt: number, reply: Extract<Reply, { kind: "threw" }>): Promise<boolean> {
  const { error, retry } = reply;
  if (retry.noRetry || attempt + 1 >= live.state.maxAttempts) {
    engine.fail(live, error);
    return false;
  }
  const retryAt = retryTime(attempt, retry.retryAfter, engine.clock.now(), engine.ids);
  const { runId, functionId } = live.state;
  apply(live, { kind: "attemptFailed", attempt: attempt + 1 });
  engine.report({ type: "runAttemptFailed", runId, attempt, error, retryAt });
  await engine.clock.until(retryAt, { kind: "retry", runId, reason: `retry of \`${functionId}\`` }, epoch.abort.signal);
  return isCurrent(live, epoch);
}

function takeReportedSteps(engine: Engine, live: LiveRun, epoch: Epoch, { steps, retry }: Extract<Reply, { kind: "steps" }>, called: { readonly attempt: number; readonly at: number }): void {
  if (steps.some(({ opcode }) => opcode === "DiscoveryRequest")) epoch.discoverAgain = true;
  const known = new Set([...live.state.planned, ...live.state.steps].map(({ hashedId }) => hashedId));
  const fresh = steps.filter(({ opcode, step }) => opcode !== "DiscoveryRequest" && !known.has(step.hashedId))
    .map((reported) => ({ ...reported, step: { ...reported.step, attempt: called.attempt } }));
  if (fresh.length === 0) {
    if (live.state.planned.length > 0 || epoch.discoverAgain) return;
    throw new Error(`the SDK reported neither a new step nor a result for run ${live.state.runId} of \`${live.state.functionId}\``);
  }
  const last = fresh.at(-1);
  if (last !== undefined && tooManySteps(engine, live, known.size + fresh.length, last.step)) return;
  for (const { step } of fresh) {
    apply(live, { kind: "stepPlanned", step });
    engine.report({ type: "stepPlanned", runId: live.state.runId, step });
  }
  // As on the server waits come first: what a sibling step sends must find them.
  const isWait = (reported: ReportedStep): number => Number(reported.opcode !== "WaitForEvent" && reported.opcode !== "WaitForSignal");
  for (const reported of fresh.toSorted((a, b) => isWait(a) - isWait(b))) void guard(engine, live, epoch, perform(engine, live, epoch, reported, { ...retry, calledAt: called.at }));
}

/** How the call that reported a step ended, and when it began: a step that ran at once began then. */
interface Reported {
  readonly noRetry: boolean;
  readonly retryAfter: string | undefined;
  readonly calledAt: number;
}

async function perform(engine: Engine, live: LiveRun, epoch: Epoch, reported: ReportedStep, retry: Reported): Promise<void> {
  const { step, opcode } = reported;
  let startedAt = opcode === step.opcode ? engine.clock.now() : retry.calledAt;
  let outcome: StepOutcome | undefined;
  if (engine.gate !== undefined) {
    outcome = await askGate(engine, live, epoch, step);
    if (!isCurrent(live, epoch)) return;
    startedAt = engine.clock.now();
  }
  if (outcome === undefined) {
    switch (opcode) {
      case "Sleep": outcome = await sleep(engine, live, epoch, step); break;
      case "WaitForEvent": outcome = await waitForEvent(engine, live, epoch, step); break;
      case "WaitForSignal": outcome = await waitForSignal(engine, live, epoch, step); break;
      case "InvokeFunction": outcome = await invokeFunction(engine, live, epoch, step); break;
      case "Gateway": case "AIGateway": outcome = await runRequest(engine, live, epoch, step); break;
      case "StepPlanned": outcome = await runBody(engine, live, epoch, step); break;
      case "StepRun": case "Step": case "StepError": case "StepFailed": {
        apply(live, { kind: "stepStarted", hashedId: step.hashedId, attempt: step.attempt });
        engine.attributeSends(live, step, reported.data);
        outcome = await settleAttempt(engine, live, epoch, step, reported, retry) ?? await runBody(engine, live, epoch, { ...step, attempt: step.attempt + 1 });
        break;
      }
      default: throw new Error(`step \`${step.id}\` of \`${live.state.functionId}\` reports the opcode \`${opcode}\`, which this runtime cannot run`);
    }
  }
  if (outcome !== undefined && isCurrent(live, epoch)) finish(engine, live, { ...outcome, step, startedAt }, reported.race);
}

/** What the gate decided in place of the attempt; undefined to make it. */
async function askGate(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<StepOutcome | undefined> {
  const release = engine.clock.hold("gate");
  const decision = await engine.gate?.(live.state, step, epoch.abort.signal).finally(release);
  return decision === undefined ? undefined : { result: decision.result };
}

/** Runs the body until it has a result or no attempt is left; undefined when the run ended or was rewound. */
async function runBody(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<StepOutcome | undefined> {
  for (let { attempt } = step; isCurrent(live, epoch); attempt++) {
    if (attempt > 0 && engine.gate !== undefined) {
      const decided = await askGate(engine, live, epoch, { ...step, attempt });
      if (decided !== undefined || !isCurrent(live, epoch)) return decided;
    }
    apply(live, { kind: "stepStarted", hashedId: step.hashedId, attempt });
    const reply = await call(engine, live, epoch, { stepId: step.hashedId, attempt });
    if (reply === undefined) return undefined;
    // The handler ended without reaching this step: it was not awaited, or lost a race.
    if (reply.kind === "returned") return void engine.complete(live, reply.output);
    if (reply.kind === "stepNotFound") return void engine.fail(live, stepNotFound(step.id, reply.found));
    if (reply.kind === "threw") {
      if (await retryFunction(engine, live, epoch, attempt, reply)) continue;
      return undefined;
    }
    const reported = reply.steps.find((candidate) => candidate.step.hashedId === step.hashedId);
    if (reported === undefined || reported.opcode === "StepPlanned") throw new Error(`the SDK answered the request to run step \`${step.id}\` without its result`);
    const outcome = await settleAttempt(engine, live, epoch, { ...step, attempt }, reported, reply.retry);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** Makes the request of `step.fetch` or `step.ai.infer` until it has an answer or no attempt is left. */
async function runRequest(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<StepOutcome | undefined> {
  for (let { attempt } = step; isCurrent(live, epoch); attempt++) {
    const decided = attempt > 0 && engine.gate !== undefined ? await askGate(engine, live, epoch, { ...step, attempt }) : undefined;
    if (decided !== undefined || !isCurrent(live, epoch)) return decided;
    apply(live, { kind: "stepStarted", hashedId: step.hashedId, attempt });
    const answer = await askGateway(engine, live, step);
    if (!isCurrent(live, epoch)) return undefined;
    const reported: ReportedStep = answer.kind === "data"
      ? { step, opcode: "StepRun", data: answer.data, error: undefined, race: false }
      : { step, opcode: "StepError", data: null, error: { name: answer.name, message: answer.message }, race: false };
    const outcome = await settleAttempt(engine, live, epoch, { ...step, attempt }, reported, answer.kind === "data" ? { noRetry: false, retryAfter: undefined } : answer);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** The result of an attempt; undefined when the step is to be tried again, which is then due. */
async function settleAttempt(
  engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep, reported: ReportedStep, retry: { readonly noRetry: boolean; readonly retryAfter: string | undefined },
): Promise<StepOutcome | undefined> {
  const { input } = reported.step;
  if (reported.opcode === "StepRun" || reported.opcode === "Step") return { result: { kind: "data", data: reported.data }, input };
  const error = reported.error ?? { name: "Error", message: "the step failed without saying why" };
  if (reported.opcode === "StepFailed" || retry.noRetry || step.attempt + 1 >= live.state.maxAttempts) return { result: { kind: "error", error }, input };
  const retryAt = retryTime(step.attempt, retry.retryAfter, engine.clock.now(), engine.ids);
  const { runId } = live.state;
  apply(live, { kind: "stepAttemptFailed", hashedId: step.hashedId, retryAt });
  engine.report({ type: "stepAttemptFailed", runId, step, error, retryAt });
  await engine.clock.until(retryAt, { kind: "retry", runId, reason: `retry of step \`${step.id}\`` }, epoch.abort.signal);
  return undefined;
}

/**
 * Steps that the SDK ran one after the other within a call. False when one of them has failed the run.
 */
export function memoizeRan(engine: Engine, live: LiveRun, ran: readonly ReportedStep[]): boolean {
  for (const { step, opcode, data, error } of ran) {
    const { steps, startedAt, runId } = live.state;
    if (steps.some(({ hashedId }) => hashedId === step.hashedId)) continue;
    if (tooManySteps(engine, live, steps.length + 1, step)) return false;
    apply(live, { kind: "stepPlanned", step });
    engine.report({ type: "stepPlanned", runId, step });
    apply(live, { kind: "stepStarted", hashedId: step.hashedId, attempt: step.attempt });
    engine.attributeSends(live, step, data);
    const result: StepResult = opcode === "StepFailed" && error !== undefined ? { kind: "error", error } : { kind: "data", data };
    if (!memoize(engine, live, { step, result, startedAt: steps.at(-1)?.endedAt ?? startedAt })) return false;
  }
  return true;
}

function tooManySteps(engine: Engine, live: LiveRun, count: number, last: PlannedStep): boolean {
  const { steps: most } = engine.limits;
  if (count <= most) return false;
  engine.fail(live, { name: "LimitError", message: `\`${live.state.functionId}\` has more than ${most} steps in one run (limit \`steps\`); step \`${last.id}\` is one too many` });
  return true;
}

interface FinishedStep extends StepOutcome {
  readonly step: PlannedStep;
  readonly startedAt: number;
}

/** False when the result is too large, which fails the run. */
function memoize(engine: Engine, live: LiveRun, { step, startedAt, ...outcome }: FinishedStep): boolean {
  const problem = outputProblem(engine, live, step, outcome.result);
  if (problem !== undefined) {
    engine.fail(live, problem);
    return false;
  }
  const { steps, runId } = apply(live, { kind: "stepFinished", hashedId: step.hashedId, startedAt, at: engine.clock.now(), ...outcome });
  const memoized = steps.at(-1);
  if (memoized?.hashedId === step.hashedId) engine.report({ type: "stepFinished", runId, step: memoized });
  return true;
}

function finish(engine: Engine, live: LiveRun, finished: FinishedStep, race: boolean): void {
  if (!memoize(engine, live, finished)) return;
  const { version, planned } = live.state;
  if (version !== 2 || race || planned.length === 0) void discover(engine, live);
}
