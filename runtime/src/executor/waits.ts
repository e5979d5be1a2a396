/** Steps that run no body: they wait for a time, an event or another run. */
import { limits } from "../../../shared/inngest/limits.ts";
import { readWakeTime } from "../../../shared/inngest/duration.ts";
import { parseCel, isTruthy } from "../../../shared/inngest/cel/cel.ts";
import { errorResult, type Engine, type Waiter } from "./engine.ts";
import { apply, type Epoch, type LiveRun } from "./live-run.ts";
import type { JsonValue, PlannedStep, RunState, StepAnswer, StepResult } from "./model.ts";

export interface StepOutcome extends StepAnswer {
  readonly input?: JsonValue | undefined;
  readonly invokedRun?: string;
}

const aDay = 86_400_000;

function readOption(step: PlannedStep, name: string): JsonValue | undefined {
  const { opts } = step;
  return typeof opts === "object" && opts !== null && !Array.isArray(opts) ? (opts as Readonly<Record<string, JsonValue>>)[name] : undefined;
}

function readText(step: PlannedStep, name: string): string | undefined {
  const value = readOption(step, name);
  return typeof value === "string" ? value : undefined;
}

/** A wait that an earlier session began ends when it was to end then. */
function readTime(engine: Engine, step: PlannedStep, text: string): number {
  if (step.wakeAt !== undefined) return step.wakeAt;
  const at = readWakeTime(text, engine.clock.now());
  if (at === undefined) throw new Error(`step \`${step.id}\` waits for \`${text}\`, which is neither a duration nor a date`);
  const days = Math.ceil((at - engine.clock.now()) / aDay);
  if (days > limits.waitDays) throw Object.assign(new Error(`step \`${step.id}\` waits ${days} days; at most ${limits.waitDays} are allowed (limit \`waitDays\`)`), { name: "LimitError" });
  return at;
}

function beginWait(engine: Engine, live: LiveRun, step: PlannedStep, wakeAt: number | undefined): void {
  const { runId, planned } = apply(live, { kind: "stepWaiting", hashedId: step.hashedId, wakeAt, at: engine.clock.now() });
  engine.report({ type: "runWaiting", runId, steps: planned.filter(({ phase }) => phase === "waiting") });
}

export async function sleep(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<StepOutcome> {
  const wakeAt = readTime(engine, step, step.name ?? readText(step, "duration") ?? "");
  beginWait(engine, live, step, wakeAt);
  await engine.clock.until(wakeAt, { kind: "sleep", runId: live.state.runId, reason: `sleep \`${step.id}\`` }, epoch.abort.signal);
  return { result: { kind: "data", data: null } };
}

/**
 * Resolves with what `begin` delivers, or with undefined at `timeout` (a wire duration or a date), whichever is first. What
 * is delivered is noted at once, together with what delivered it.
 */
async function orTimeout(
  engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep, timeout: string | undefined, begin: (deliver: (answer: StepAnswer) => void) => () => void,
): Promise<StepAnswer | undefined> {
  const wakeAt = timeout === undefined ? undefined : readTime(engine, step, timeout);
  const cancel = new AbortController();
  const signal = AbortSignal.any([epoch.abort.signal, cancel.signal]);
  const delivered = new Promise<StepAnswer | undefined>((resolve) => {
    const end = begin((answer) => {
      if (signal.aborted) return;
      apply(live, { kind: "stepAnswered", hashedId: step.hashedId, answer });
      resolve(answer);
    });
    epoch.expire.set(step.hashedId, () => { resolve(undefined); });
    signal.addEventListener("abort", end, { once: true });
  });
  beginWait(engine, live, step, wakeAt);
  const wake = { kind: "timeout", runId: live.state.runId, reason: `timeout of \`${step.id}\`` } as const;
  const answer = await (wakeAt === undefined ? delivered : Promise.race([delivered, engine.clock.until(wakeAt, wake, signal).then(() => undefined)]));
  epoch.expire.delete(step.hashedId);
  cancel.abort();
  return answer;
}

/** Lets a wait that has begun end as at its timeout; time that can be moved goes on to there. False when nothing waits. */
export function expireWait(engine: Engine, live: LiveRun, hashedId: string): boolean {
  const expire = live.epoch.expire.get(hashedId);
  const wakeAt = live.state.planned.find((step) => step.hashedId === hashedId)?.wakeAt;
  expire?.();
  if (expire !== undefined && wakeAt !== undefined) engine.clock.advanceTo?.(wakeAt);
  return expire !== undefined;
}

export async function waitForEvent(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<StepOutcome> {
  const eventName = readText(step, "event") ?? step.name ?? "";
  const source = readText(step, "if");
  const expression = source === undefined ? undefined : parseCel(source);
  if (expression !== undefined && "problem" in expression) throw new Error(`the \`if\` of step \`${step.id}\` cannot be read: ${expression.problem.message}`);
  const [trigger] = live.state.events;
  const answer = await orTimeout(engine, live, epoch, step, readText(step, "timeout"), (deliver) => {
    const waiter: Waiter = {
      run: live.state, eventName,
      matches: (event) => expression === undefined || isTruthy(expression.evaluate({ event: trigger, async: event })),
      resume: (event, internalId) => { engine.waiters.delete(waiter); deliver({ result: { kind: "data", data: { ...event } }, resumedBy: internalId }); },
    };
    engine.waiters.add(waiter);
    return () => { engine.waiters.delete(waiter); };
  });
  return answer ?? { result: { kind: "data", data: null } };
}

export async function waitForSignal(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<StepOutcome> {
  const signal = readText(step, "signal") ?? step.name ?? "";
  const onConflict = step.phase === "waiting" ? "resume" : readText(step, "conflict") === "replace" ? "replace" : "fail";
  const answer = await orTimeout(engine, live, epoch, step, readText(step, "timeout"), (deliver) => engine.signals.wait(signal, onConflict, {
    runId: live.state.runId, since: step.startedAt ?? engine.clock.now(),
    resume: (data, source) => { deliver({ result: { kind: "data", data: { signal, data } }, ...(source === undefined ? {} : { signalledBy: source }) }); },
  }));
  return answer ?? { result: { kind: "data", data: null } };
}

export async function invokeFunction(engine: Engine, live: LiveRun, epoch: Epoch, step: PlannedStep): Promise<StepOutcome> {
  const functionId = readText(step, "function_id") ?? "";
  const begin = (child: LiveRun): Promise<StepAnswer | undefined> => orTimeout(engine, live, epoch, step, readText(step, "timeout"), (deliver) => {
    void child.ended.promise.then((state) => { deliver({ result: toResult(state) }); });
    return () => undefined;
  });
  // The run and the wait for it come to be together: a session that goes on with one goes on with both.
  const begun = engine.batch(() => {
    const child = engine.findInvoked(live, step) ?? engine.invoke(live, step, functionId, readOption(step, "payload") ?? null);
    return child === undefined ? undefined : { invokedRun: child.state.runId, answered: begin(child) };
  });
  if (begun === undefined) {
    const known = engine.worker.functions.map(({ id }) => `\`${id}\``).join(", ");
    return { result: errorResult("FunctionNotFound", `step \`${step.id}\` invokes \`${functionId}\`, which is not among the loaded functions: ${known}`) };
  }
  const { result = errorResult("InvokeTimeout", `timed out waiting for the invoked function \`${functionId}\` to end`) } = await begun.answered ?? {};
  return { result, invokedRun: begun.invokedRun };
}

function toResult({ runId, functionId, status, output, error }: RunState): StepResult {
  if (status === "completed") return { kind: "data", data: output ?? null };
  return error === undefined ? errorResult("InvokeCancelled", `the invoked run ${runId} of \`${functionId}\` was cancelled`) : { kind: "error", error };
}
