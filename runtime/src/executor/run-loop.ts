/** Drives one run: discover, let the planned steps go, memoize, discover again. */
import { askGate, retryFunction, runStep, settleAttempt, stepNotFound, untilRetry } from "./attempts.ts";
import { call } from "./call.ts";
import type { Engine } from "./engine.ts";
import { apply, isCurrent, type Epoch, type LiveRun } from "./live-run.ts";
import type { Opcode, PlannedStep, StepResult } from "./model.ts";
import { outputProblem } from "./output-problem.ts";
import type { GateDecision } from "./ports.ts";
import { hasRun, isRaced, type Reply, type ReportedStep } from "./reply.ts";
import { expireWait, invokeFunction, sleep, waitForEvent, waitForSignal, type StepOutcome } from "./waits.ts";

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
    const { attempt, retryAt, functionId } = live.state;
    if (retryAt !== undefined && !await untilRetry(engine, live, epoch, retryAt, `\`${functionId}\``)) return;
    const calledAt = engine.clock.now();
    const reply = await call(engine, live, epoch, { stepId: "step", attempt });
    if (reply === undefined) return;
    if (reply.kind === "returned") {
      if (memoizeRan(engine, live, reply.steps)) engine.complete(live, reply.output);
      return;
    }
    if (reply.kind === "stepNotFound") return engine.fail(live, stepNotFound("step", reply.found));
    if (reply.kind === "steps") takeReportedSteps(engine, live, epoch, reply, { attempt, at: calledAt });
    else if (retryFunction(engine, live, attempt, reply) !== undefined) epoch.discoverAgain = true;
  } while (epoch.discoverAgain && isCurrent(live, epoch));
  epoch.discovering = false;
}

/** Goes on with what an app has reported of a run that it leaves to the engine now. */
export async function takeOver(engine: Engine, live: LiveRun, reply: Extract<Reply, { kind: "steps" }>): Promise<void> {
  const { epoch, state: { attempt } } = live;
  const take = async (): Promise<void> => takeReportedSteps(engine, live, epoch, reply, { attempt, at: engine.clock.now() });
  await guard(engine, live, epoch, take());
  if (epoch.discoverAgain && isCurrent(live, epoch)) await discover(engine, live);
}

/** As on the server: what a sibling step sends must find them. */
function waitsFirst<T extends { readonly opcode: Opcode }>(steps: readonly T[]): readonly T[] {
  const rank = ({ opcode }: T): number => Number(opcode !== "WaitForEvent" && opcode !== "WaitForSignal");
  return steps.toSorted((a, b) => rank(a) - rank(b));
}

function takeReportedSteps(engine: Engine, live: LiveRun, epoch: Epoch, { steps, retry }: Extract<Reply, { kind: "steps" }>, called: { readonly attempt: number; readonly at: number }): void {
  if (steps.some(({ opcode }) => opcode === "DiscoveryRequest")) epoch.discoverAgain = true;
  // Results that the SDK has not reported as it went: the steps beside them were found with these.
  const results = steps.length > 1 ? steps.filter(({ opcode }) => hasRun(opcode) && opcode !== "StepError") : [];
  if (!memoizeRan(engine, live, results)) return;
  if (results.length > 0 && results.length === steps.length) epoch.discoverAgain = true;
  const known = new Set([...live.state.planned, ...live.state.steps].map(({ hashedId }) => hashedId));
  const fresh = steps.filter(({ opcode, step }) => opcode !== "DiscoveryRequest" && !known.has(step.hashedId))
    .map((reported) => ({ ...reported, step: { ...reported.step, attempt: called.attempt, position: live.state.steps.length } }));
  if (fresh.length === 0) {
    if (live.state.planned.length > 0 || epoch.discoverAgain) return;
    throw new Error(`the SDK reported neither a new step nor a result for run ${live.state.runId} of \`${live.state.functionId}\``);
  }
  const last = fresh.at(-1);
  if (last !== undefined && tooManySteps(engine, live, known.size + fresh.length, last.step)) return;
  const planned = engine.batch(() => fresh.map((reported) => {
    const { planned: all, runId } = apply(live, { kind: "stepPlanned", step: reported.step });
    // An input that the user has put there is still there.
    const step = all.at(-1) ?? reported.step;
    engine.report({ type: "stepPlanned", runId, step });
    return { ...reported, step };
  }));
  for (const reported of waitsFirst(planned)) void guard(engine, live, epoch, perform(engine, live, epoch, reported, { ...retry, calledAt: called.at }));
}

/** How the call that reported a step ended, and when it began: a step that ran at once began then. */
interface Reported {
  readonly noRetry: boolean;
  readonly retryAfter: string | undefined;
  readonly calledAt: number;
}

async function perform(engine: Engine, live: LiveRun, epoch: Epoch, reported: ReportedStep, retry: Reported): Promise<void> {
  const { opcode } = reported;
  let { step } = reported;
  let startedAt = step.startedAt ?? (opcode === step.opcode ? engine.clock.now() : retry.calledAt);
  let decision: GateDecision;
  if (engine.gate !== undefined && step.phase === "planned") {
    decision = await askGate(engine, live, epoch, step);
    if (!isCurrent(live, epoch)) return;
    startedAt = engine.clock.now();
    // At the gate its input may have been edited.
    step = { ...step, ...live.state.planned.find(({ hashedId }) => hashedId === step.hashedId), attempt: step.attempt };
  }
  const outcome = await performStep(engine, live, epoch, { ...reported, step }, { retry, decision });
  if (outcome !== undefined && isCurrent(live, epoch)) finish(engine, live, { ...outcome, step, startedAt }, reported.race);
}

async function performStep(
  engine: Engine, live: LiveRun, epoch: Epoch, reported: ReportedStep, { retry, decision }: { readonly retry: Reported; readonly decision: GateDecision },
): Promise<StepOutcome | undefined> {
  const { step, opcode } = reported;
  switch (opcode) {
    case "Sleep": case "WaitForEvent": case "WaitForSignal": case "InvokeFunction": {
      if (decision?.kind === "result") return { result: decision.result };
      if (decision?.kind === "failure") return { result: { kind: "error", error: decision.error } };
      const ending = waitOf[opcode](engine, live, epoch, step);
      if (decision?.kind === "timeout") expireWait(engine, live, step.hashedId);
      return ending;
    }
    case "StepPlanned": case "Gateway": case "AIGateway": return runStep(engine, live, epoch, step, decision);
    case "StepRun": case "Step": case "StepError": case "StepFailed": {
      apply(live, { kind: "stepStarted", hashedId: step.hashedId, attempt: step.attempt, at: retry.calledAt });
      engine.attributeSends(live, step, reported.data);
      return await settleAttempt(engine, live, epoch, step, reported, retry) ?? await runStep(engine, live, epoch, { ...step, attempt: step.attempt + 1 });
    }
    default: throw new Error(`step \`${step.id}\` of \`${live.state.functionId}\` reports the opcode \`${opcode}\`, which this runtime cannot run`);
  }
}

const waitOf = { Sleep: sleep, WaitForEvent: waitForEvent, WaitForSignal: waitForSignal, InvokeFunction: invokeFunction };

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
    const begunAt = steps.at(-1)?.endedAt ?? startedAt;
    apply(live, { kind: "stepStarted", hashedId: step.hashedId, attempt: step.attempt, at: begunAt });
    engine.attributeSends(live, step, data);
    const result: StepResult = opcode === "StepFailed" && error !== undefined ? { kind: "error", error } : { kind: "data", data };
    if (!memoize(engine, live, { step, result, startedAt: begunAt })) return false;
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

/** Goes on with a run that an earlier session left open: waits end when they were to, a step that was running is tried again. */
export function resume(engine: Engine, live: LiveRun): void {
  const { epoch, state } = live;
  for (const step of waitsFirst(state.planned)) void guard(engine, live, epoch, resumeStep(engine, live, epoch, step));
  const mayRace = state.version !== 2 || [...state.planned, ...state.steps].some(isRaced);
  // A step that was found with all results there are: nothing has come since that would have to be discovered.
  const isDiscovered = state.planned.some(({ position }) => position === state.steps.length);
  if (state.planned.length === 0 || (mayRace && !isDiscovered)) void discover(engine, live);
}

async function resumeStep(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<void> {
  const { opcode, answer, phase, wakeAt, startedAt = engine.clock.now() } = step;
  const race = isRaced(step);
  if (answer !== undefined) return finish(engine, live, { ...answer, step, startedAt }, race);
  const reported = { opcode, data: null, error: undefined, race };
  const retry = { noRetry: false, retryAfter: undefined, calledAt: startedAt };
  const isTried = opcode === "StepPlanned" || opcode === "Gateway" || opcode === "AIGateway";
  if (!isTried) return perform(engine, live, epoch, { ...reported, step }, retry);
  const failed = phase === "waiting";
  if (failed && wakeAt !== undefined && !await untilRetry(engine, live, epoch, wakeAt, `step \`${step.id}\``)) return;
  await perform(engine, live, epoch, { ...reported, step: { ...step, attempt: step.attempt + (failed ? 1 : 0), phase: "planned" } }, retry);
}
