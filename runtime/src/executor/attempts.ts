/** Attempts of a step and of the function, until there is a result or none is left. */
import { call } from "./call.ts";
import type { Engine } from "./engine.ts";
import { askGateway } from "./gateway.ts";
import { apply, isCurrent, type Epoch, type LiveRun } from "./live-run.ts";
import type { PlannedStep, SerializedError } from "./model.ts";
import type { GateDecision } from "./ports.ts";
import type { Reply, ReportedStep } from "./reply.ts";
import { retryTime } from "./retry.ts";
import type { StepOutcome } from "./waits.ts";

/** What came of one attempt; `again` when it ended with no result and the function's next attempt is due. */
type Tried = { readonly reported: ReportedStep; readonly retry: Retry } | "again" | undefined;

export interface Retry {
  readonly noRetry: boolean;
  readonly retryAfter: string | undefined;
}

const noRetryAsked: Retry = { noRetry: false, retryAfter: undefined };

export function stepNotFound(id: string, found: readonly string[]): SerializedError {
  const instead = found.length === 0 ? "no new step" : found.map((name) => `\`${name}\``).join(", ");
  return {
    name: "StepNotFound",
    message: `step \`${id}\` was planned but the handler did not reach it again (it found ${instead}): its id or the way to it changes from replay to replay`,
  };
}

/** When a function that threw is to be called again, for `step` or to discover; undefined when the run has failed. */
export function retryFunction(engine: Engine, live: LiveRun, attempt: number, { error, retry }: Extract<Reply, { kind: "threw" }>, step?: PlannedStep): number | undefined {
  if (retry.noRetry || attempt + 1 >= live.state.maxAttempts) return void engine.fail(live, error);
  const retryAt = retryTime(engine, attempt, retry.retryAfter);
  apply(live, step === undefined ? { kind: "attemptFailed", attempt: attempt + 1, retryAt } : { kind: "stepAttemptFailed", hashedId: step.hashedId, retryAt });
  engine.report({ type: "runAttemptFailed", runId: live.state.runId, attempt, error, retryAt });
  return retryAt;
}

/** Resolves with whether the run still is where it was then. */
export async function untilRetry(engine: Engine, live: LiveRun, epoch: Epoch, retryAt: number, of: string): Promise<boolean> {
  await engine.clock.until(retryAt, { kind: "retry", runId: live.state.runId, reason: `retry of ${of}` }, epoch.abort.signal);
  return isCurrent(live, epoch);
}

/** What takes the place of the attempt; undefined to make it. */
export async function askGate(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<GateDecision> {
  const release = engine.clock.hold("gate");
  return engine.gate?.(live.state, step, epoch.abort.signal).finally(release);
}

/**
 * Runs the step's body, or makes its request, until it has a result or no attempt is left; undefined when the run ended or
 * was rewound. `first` was decided about the first attempt.
 */
export async function runStep(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep, first?: GateDecision): Promise<StepOutcome | undefined> {
  let decision = first;
  for (let { attempt } = step; isCurrent(live, epoch); attempt++) {
    const trying = { ...step, attempt };
    if (attempt > step.attempt && engine.gate !== undefined) {
      decision = await askGate(engine, live, epoch, trying);
      if (!isCurrent(live, epoch)) return undefined;
    }
    if (decision?.kind === "result") return { result: decision.result };
    apply(live, { kind: "stepStarted", hashedId: step.hashedId, attempt, at: engine.clock.now() });
    const tried = decision?.kind === "failure" ? toFailed(step, decision) : await tryStep(engine, live, epoch, trying);
    if (tried === undefined || !isCurrent(live, epoch)) return undefined;
    const outcome = tried === "again" ? undefined : await settleAttempt(engine, live, epoch, trying, tried.reported, tried.retry);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function toFailed(step: PlannedStep, { error, noRetry }: Omit<Extract<GateDecision, { kind: "failure" }>, "kind">): Exclude<Tried, string | undefined> {
  return { reported: { step, opcode: "StepError", data: null, error, race: false }, retry: { noRetry, retryAfter: undefined } };
}

async function tryStep(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<Tried> {
  if (step.opcode !== "Gateway" && step.opcode !== "AIGateway") return tryBody(engine, live, epoch, step);
  const answer = await askGateway(engine, live, step);
  if (answer.kind === "data") return { reported: { step, opcode: "StepRun", data: answer.data, error: undefined, race: false }, retry: noRetryAsked };
  const { name, message, noRetry, retryAfter } = answer;
  return { reported: { step, opcode: "StepError", data: null, error: { name, message }, race: false }, retry: { noRetry, retryAfter } };
}

async function tryBody(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<Tried> {
  const reply = await call(engine, live, epoch, { stepId: step.hashedId, attempt: step.attempt });
  if (reply === undefined) return undefined;
  // The handler ended without reaching this step: it was not awaited, or lost a race.
  if (reply.kind === "returned") return void engine.complete(live, reply.output);
  if (reply.kind === "stepNotFound") return void engine.fail(live, stepNotFound(step.id, reply.found));
  if (reply.kind === "threw") {
    const retryAt = retryFunction(engine, live, step.attempt, reply, step);
    return retryAt !== undefined && await untilRetry(engine, live, epoch, retryAt, `\`${live.state.functionId}\``) ? "again" : undefined;
  }
  const reported = reply.steps.find((candidate) => candidate.step.hashedId === step.hashedId);
  if (reported === undefined || reported.opcode === "StepPlanned") throw new Error(`the SDK answered the request to run step \`${step.id}\` without its result`);
  return { reported, retry: reply.retry };
}

/** The result of an attempt; undefined when the step is to be tried again, which is then due. */
export async function settleAttempt(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep, reported: ReportedStep, retry: Retry): Promise<StepOutcome | undefined> {
  const { input } = reported.step;
  if (reported.opcode === "StepRun" || reported.opcode === "Step") return { result: { kind: "data", data: reported.data }, input };
  const error = reported.error ?? { name: "Error", message: "the step failed without saying why" };
  if (reported.opcode === "StepFailed" || retry.noRetry || step.attempt + 1 >= live.state.maxAttempts) return { result: { kind: "error", error }, input };
  const retryAt = retryTime(engine, step.attempt, retry.retryAfter);
  apply(live, { kind: "stepAttemptFailed", hashedId: step.hashedId, retryAt });
  engine.report({ type: "stepAttemptFailed", runId: live.state.runId, step, error, retryAt });
  await untilRetry(engine, live, epoch, retryAt, `step \`${step.id}\``);
  return undefined;
}
