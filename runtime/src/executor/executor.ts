/**
 * The durable engine: starts runs, keeps their states, delivers events and goes back in time. It starts no process, sets
 * no timer and reads no clock; the world comes in through its ports.
 */
import type { AttachedRun, Executor, ExecutorOptions } from "./contract.ts";
import { defaultLimits, type Engine } from "./engine.ts";
import { createEventBus } from "./events.ts";
import { createInbox } from "./inbox.ts";
import { createJournaling } from "./journaling.ts";
import { createAttached } from "./attached.ts";
import { endpointRetries, isEndpoint } from "./endpoint.ts";
import { apply, createLiveRun, isCurrent, type LiveRun } from "./live-run.ts";
import { takeDefers } from "./defers.ts";
import { createAdmission } from "./flow/admission.ts";
import { createFlowOptions } from "./flow/options.ts";
import { startInTurn, watchFinish, type StartHost } from "./flow/start.ts";
import { createTurns } from "./flow/turns.ts";
import { createIdle } from "./idle.ts";
import { toEndEvents, toInvokedEvent } from "./internal-events.ts";
import type { Cancellation, InngestEvent, JsonValue, RunCause, RunState } from "./model.ts";
import type { Http } from "./ports.ts";
import { functionOutputProblem } from "./output-problem.ts";
import { readReportedSteps } from "./reply.ts";
import { createRun, isEnded, type Begun, type ExecutionResult } from "./reduce.ts";
import { discover, memoizeRan, resume } from "./run-loop.ts";
import { createSignals } from "./signals.ts";
import { createTimeTravel } from "./time-travel.ts";
import { expireWait } from "./waits.ts";

export function createExecutor(options: ExecutorOptions): Executor {
  const { worker, clock, ids } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const runs = new Map<string, LiveRun>();
  const undoneCalls = new Set<string>();
  const idle = createIdle();
  let stopped = false;

  const { journal, restored = { runs: [], kept: [] } } = options;
  /** Ended runs, in the order in which they ended. */
  const ended = new Set<string>();
  /** Left open by earlier sessions, and not gone on with yet. */
  const parked = new Set<LiveRun>();

  const optionsOf = createFlowOptions(worker);
  const journaling = createJournaling(journal, options.onEvent);
  const turns = createTurns({ engine: { clock, ...journaling }, optionsOf, kept: restored.kept });
  const engine: Engine = {
    ...journaling, worker, clock, ids, limits, retryMs: options.retryMs, gate: options.gate, checkpoint: options.gate === undefined && (options.checkpoint ?? true), waiters: new Set(), signals: createSignals(), http: options.http ?? noHttp, takePlace: turns.takePlace,
    complete: (live, output) => {
      const problem = functionOutputProblem(engine, live, output);
      if (problem === undefined) end(live, () => apply(live, { kind: "completed", output, at: clock.now() }));
      else engine.fail(live, problem);
    },
    fail: (live, error) => { end(live, () => apply(live, { kind: "failed", error, at: clock.now() })); },
    invoke: (live, step, functionId, payload) => {
      if (!worker.functions.some(({ id }) => id === functionId)) return undefined;
      const child = prepareRun(functionId, [toInvokedEvent(payload, ids.ulid(clock.now()), clock.now())], { kind: "invoke", runId: live.state.runId, step: step.hashedId });
      if (child === undefined) throw new Error(`step \`${step.id}\` cannot start another run: this session already has ${limits.runs}`);
      startRun(child);
      return child;
    },
    findInvoked: (live, step) => (step.phase === "planned" ? undefined : [...runs.values()].find(({ state: { cause } }) => cause.kind === "invoke" && cause.runId === live.state.runId && cause.step === step.hashedId)),
    attributeSends: (live, step, result) => {
      const listed = readIds(result);
      const mine = live.state.emitted.filter(({ internalId, step: sender }) => (sender === undefined ? listed.has(internalId) : sender.hashedId === step.hashedId));
      if (mine.length > 0) apply(live, { kind: "sendAttributed", internalIds: mine.map(({ internalId }) => internalId), step: { id: step.id, hashedId: step.hashedId } });
    },
  };
  const attached = createAttached(engine);
  const inbox = createInbox(journaling, restored.kept);
  const startHost: StartHost = { engine, optionsOf, cancel, takeTurn: turns.takeTurn };
  const admission = createAdmission({
    engine, runs, optionsOf, prepareRun, startRun, cancel, kept: restored.kept,
    keepOpen: () => { idle.enter(); return idle.leave; },
    onLateRun: (runId, arrivals) => {
      const internalIds = arrivals.map(({ internalId }) => internalId);
      const senders = new Set(arrivals.map(({ cause }) => (cause.kind === "event" && cause.runId !== undefined ? runs.get(cause.runId) : undefined)));
      for (const sender of senders) if (sender !== undefined) apply(sender, { kind: "startedLater", internalIds, runId });
    },
  });
  const bus = createEventBus({ engine, journal, follow: options.follow, runs, undoneCalls, admission, optionsOf, startRun, cancel });
  clock.onJump = ({ from, to, runId, reason }) => { engine.report({ type: "clockJumped", from, to, runId, reason }); };

  function prepareRun(functionId: string, events: readonly InngestEvent[], cause: RunCause, begun?: Begun): LiveRun | undefined {
    const retries = worker.functions.find(({ id }) => id === functionId)?.retries ?? (isEndpoint({ events }) ? endpointRetries : undefined);
    if (retries === undefined || stopped) return undefined;
    if (runs.size >= limits.runs) {
      engine.report({ type: "warning", message: `\`${functionId}\` was not started: this session already has ${limits.runs} runs (limit \`runs\`); do events trigger their own sender?` });
      return undefined;
    }
    const at = clock.now();
    return addRun(createRun({ runId: ids.ulid(at), functionId, cause, events, maxAttempts: retries + 1, at, begun }));
  }

  function addRun(run: RunState): LiveRun {
    const live = createLiveRun({ first: run, results: [] }, record);
    runs.set(run.runId, live);
    engine.note({ kind: "runCreated", run });
    idle.enter();
    return live;
  }

  function attach({ runId, functionId, event: payload, maxAttempts }: AttachedRun): RunState {
    const known = runs.get(runId);
    if (known !== undefined) return known.state;
    const at = clock.now();
    const internalId = ids.ulid(at);
    const event: InngestEvent = { name: payload.name, data: payload.data ?? {}, id: internalId, ts: at };
    return engine.batch(() => {
      const cause: RunCause = { kind: "event", internalId, runId: undefined, step: undefined };
      const live = addRun(createRun({ runId, functionId, cause, events: [event], maxAttempts, at, attached: true }));
      engine.note({ kind: "eventAccepted", accepted: { internalId, event, receivedAt: at, sender: undefined, runs: [runId] } });
      engine.report({ type: "runStarted", run: apply(live, { kind: "begun", at }) });
      attached.watch(live);
      return live.state;
    });
  }

  function record(result: ExecutionResult, { runId, status }: RunState): void {
    engine.note({ kind: "result", runId, result, status });
  }

  for (const recording of restored.runs) {
    const live = createLiveRun(recording, record);
    runs.set(live.state.runId, live);
    if (isEnded(live.state)) ended.add(live.state.runId);
    else parked.add(live);
  }

  function resumeParked(): number {
    const known = new Set(worker.functions.map(({ id }) => id));
    const ready = [...parked].filter(({ state }) => known.has(state.functionId) || isEndpoint(state));
    // All before the first: a run that goes on may end, and others wait for that.
    for (const live of ready) parked.delete(live);
    idle.enter(ready.length);
    for (const live of ready) {
      if (live.state.status === "queued") startRun(live);
      else if (live.state.attached !== undefined) attached.watch(live);
      else {
        watchFinish(startHost, live, live.state.startedAt);
        resume(engine, live);
      }
    }
    admission.resume((functionId) => known.has(functionId));
    engine.batch(() => {
      for (const order of inbox.leftOver()) {
        if (order.kind === "events") bus.send(order.payloads, order.options, order.internalIds);
        else engine.signals.send(order.name, order.data, order.source);
      }
    });
    return parked.size;
  }

  function startRun(live: LiveRun): void {
    startInTurn(startHost, live, () => {
      engine.report({ type: "runStarted", run: apply(live, { kind: "begun", at: clock.now() }) });
      void discover(engine, live);
    });
  }

  function abandon(live: LiveRun): void {
    for (const callId of live.epoch.calls) undoneCalls.add(callId);
    live.epoch.abort.abort(new Error(`run ${live.state.runId} was ended or rewound`));
  }

  function end(live: LiveRun, change: () => RunState): void {
    if (isEnded(live.state)) return;
    engine.batch(() => {
      const state = change();
      // Bodies of steps that lost a race may still send: their calls are not undone, only no longer waited for.
      live.epoch.abort.abort(new Error(`run ${state.runId} has ended`));
      engine.report({ type: "runEnded", run: state });
      live.ended.resolve(state);
      if (!stopped) live.endEvents = toEndEvents(state).map(({ name, data, cause, meta }) => bus.dispatchInternal(name, data, cause, meta));
    });
    if (!parked.delete(live)) idle.leave();
    letGo(live.state.runId);
  }

  /** Holds the runs that ended last. */
  function letGo(endedNow: string): void {
    ended.add(endedNow);
    for (const oldest of ended) {
      if (ended.size <= limits.endedRuns) break;
      ended.delete(oldest);
      runs.delete(oldest);
    }
  }

  function cancel(live: LiveRun, cancellation?: Cancellation): void {
    const { functionId, runId } = live.state;
    if (isEnded(live.state)) return;
    if (cancellation !== undefined) engine.report({ type: "flowControl", functionId, runId, decision: { kind: "cancelled", because: cancellation.because } });
    end(live, () => apply(live, { kind: "cancelled", at: clock.now(), ...(cancellation === undefined ? {} : { cancellation }) }));
  }

  function need(runId: string): LiveRun {
    const live = runs.get(runId);
    if (live === undefined) throw new Error(`there is no run ${runId}`);
    return live;
  }

  const timeTravel = createTimeTravel({
    engine, runs, need, forget: bus.forget, abandon,
    drop: (live, wasOpen) => {
      runs.delete(live.state.runId);
      ended.delete(live.state.runId);
      if (wasOpen && !parked.delete(live)) idle.leave();
    },
    reopen: (live, hadEnded) => {
      ended.delete(live.state.runId);
      watchFinish(startHost, live);
      if (hadEnded || parked.delete(live)) idle.enter();
    },
  });

  function begin(functionId: string, events: readonly InngestEvent[], cause: RunCause, begun?: Begun): RunState {
    return engine.batch(() => {
      const live = prepareRun(functionId, events, cause, begun);
      if (live === undefined) throw new Error(`there is no function \`${functionId}\``);
      startRun(live);
      return live.state;
    });
  }

  return {
    rewind: timeTravel.rewind,
    edit: timeTravel.edit,
    send: (payloads, sendOptions = {}) => {
      const internalIds = bus.idsOf(payloads, sendOptions);
      const [key] = internalIds;
      if (stopped || key === undefined) return [];
      return inbox.take(key, { kind: "events", payloads, internalIds, options: sendOptions }, () => bus.send(payloads, sendOptions, internalIds));
    },
    attach,
    report: (runId, steps) => { const live = runs.get(runId); return live !== undefined && engine.batch(() => attached.report(live, steps)); },
    signal: (name, data, call) => {
      if (stopped || (call !== undefined && undoneCalls.has(call.callId))) return undefined;
      const source = call === undefined ? undefined : { runId: call.runId, step: call.stepId === "step" ? undefined : call.stepId };
      return inbox.take(name, { kind: "signal", name, data, source }, () => engine.signals.send(name, data, source));
    },
    start: (functionId, payload) => {
      const now = clock.now();
      const internalId = ids.ulid(now);
      const event: InngestEvent = { ...payload, data: payload.data ?? {}, id: payload.id || internalId, ts: payload.ts || now } as InngestEvent;
      return begin(functionId, [event], { kind: "request" });
    },
    fork: (runId, position) => {
      const from = need(runId).history[position];
      if (from === undefined) throw new Error(`run ${runId} has ${need(runId).state.steps.length} finished steps; it cannot be forked at ${position}`);
      return begin(from.functionId, from.events, { kind: "fork", runId, position }, from);
    },
    startFrom: (functionId, events, begun) => begin(functionId, events, { kind: "request" }, begun),
    checkpoint: (callId, runId, steps) => {
      const live = runs.get(runId);
      return live !== undefined && live.epoch.calls.has(callId) && isCurrent(live, live.epoch) && engine.batch(() => {
        takeDefers(live, steps);
        return memoizeRan(engine, live, readReportedSteps(steps, {}));
      });
    },
    cancel: (runId) => { engine.batch(() => { cancel(need(runId)); }); },
    expire: (runId, hashedId) => expireWait(engine, need(runId), hashedId),
    runs: () => [...runs.values()].map(({ state }) => state),
    run: (runId) => runs.get(runId)?.state,
    history: (runId) => { const { history, state } = need(runId); return history.at(-1) === state ? history : [...history, state]; },
    whenEnded: (runId) => { const live = need(runId); return isEnded(live.state) ? Promise.resolve(live.state) : live.ended.promise; },
    whenIdle: idle.whenIdle,
    resume: resumeParked,
    stop: () => {
      stopped = true;
      engine.batch(() => {
        admission.stop();
        for (const live of runs.values()) cancel(live);
      });
    },
    suspend: () => {
      stopped = true;
      journaling.seal();
      admission.stop();
      for (const live of runs.values()) live.epoch.abort.abort(new Error(`run ${live.state.runId} goes on in a later session`));
      idle.giveUp();
    },
  };
}

const noHttp: Http = () => Promise.reject(new Error("this session makes no requests"));

function readIds(result: JsonValue): ReadonlySet<unknown> {
  const listed = typeof result === "object" && result !== null && !Array.isArray(result) ? (result as Readonly<Record<string, JsonValue>>)["ids"] : undefined;
  return new Set(Array.isArray(listed) ? listed : []);
}
