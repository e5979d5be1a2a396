/** Whether, when and with which events a function starts that an event triggers. Runs asked for and invoked come past here. */
import { showDuration } from "../../../../shared/inngest/duration.ts";
import { limits } from "../../../../shared/inngest/limits.ts";
import type { Engine } from "../engine.ts";
import type { KeptValue } from "../journal.ts";
import type { LiveRun } from "../live-run.ts";
import type { Cancellation, FlowDecision, InngestEvent, RunCause } from "../model.ts";
import type { FunctionConfig } from "../ports.ts";
import { isEnded } from "../reduce.ts";
import type { Arrival } from "./arrivals.ts";
import { joinBatch } from "./batch.ts";
import { createCollecting } from "./collecting.ts";
import { joinDebounce } from "./debounce.ts";
import { describeKey, describeRate } from "./describe.ts";
import { evaluateKey, holdsFor } from "./expression.ts";
import { forgetPassages, memoryMs, type Passages } from "./gcra.ts";
import { isRepeat, type KnownStart } from "./idempotency.ts";
import { createKeptMap } from "./kept-map.ts";
import type { Batching, Debounce, FlowOptions, Rate, Singleton } from "./options.ts";
import { decideRate } from "./rate-limit.ts";
import { decideSingleton } from "./singleton.ts";

export interface AdmissionHost {
  readonly engine: Engine;
  readonly runs: ReadonlyMap<string, LiveRun>;
  optionsOf(functionId: string): FlowOptions;
  /** Undefined beyond the limit of runs. */
  prepareRun(functionId: string, events: readonly InngestEvent[], cause: RunCause): LiveRun | undefined;
  startRun(live: LiveRun): void;
  cancel(live: LiveRun, cancellation: Cancellation): void;
  keepOpen(): () => void;
  /** What an earlier session kept. */
  readonly kept: readonly KeptValue[];
  /** A run is prepared for events that were sent earlier. */
  onLateRun(runId: string, arrivals: readonly Arrival[]): void;
}

export interface Admission {
  /** The run that the event starts now, prepared and not started. */
  admit(fn: FunctionConfig, arrival: Arrival, eventId: string | undefined): LiveRun | undefined;
  /** As if these events had never been sent. */
  forget(internalIds: ReadonlySet<string>): void;
  /** Goes on with what waited in an earlier session, for the functions that are known. */
  resume(isKnown: (functionId: string) => boolean): void;
  stop(): void;
}

interface KnownPassages {
  readonly passages: Passages;
  readonly memoryMs: number;
}

interface Fired {
  readonly functionId: string;
  readonly key: string;
  readonly arrivals: readonly Arrival[];
}

export function createAdmission(host: AdmissionHost): Admission {
  const { engine } = host;
  const { keep } = engine;
  const starts = createKeptMap<KnownStart>({ part: "start", restored: host.kept, keep });
  const passages = createKeptMap<KnownPassages>({ part: "rate", restored: host.kept, keep });
  /** Groups whose run exists, by its id. */
  const fired = new Map<string, Fired>();
  /** The last event alone where nothing batches. */
  const startsWith = (functionId: string, arrivals: readonly Arrival[]): readonly Arrival[] => (host.optionsOf(functionId).batch === undefined ? arrivals.slice(-1) : arrivals);
  const collecting = createCollecting({
    engine, keepOpen: () => host.keepOpen(), kept: host.kept, startsWith,
    fire: (functionId, key, arrivals) => {
      const live = startTogether(functionId, key, arrivals);
      if (live === undefined) return;
      host.onLateRun(live.state.runId, arrivals);
      host.startRun(live);
    },
  });

  const tell = (functionId: string, decision: FlowDecision): void => { engine.report({ type: "flowControl", functionId, runId: undefined, decision }); };
  /** An expression that fails groups everything together; the user is told. */
  const orWarn = <T>(functionId: string, option: string, evaluate: () => T, otherwise: T): T => {
    try {
      return evaluate();
    } catch (error) {
      engine.report({ type: "warning", message: `the expression of \`${option}\` of \`${functionId}\` has no effect: ${error instanceof Error ? error.message : String(error)}` });
      return otherwise;
    }
  };
  const keyOf = (functionId: string, option: string, source: string | undefined, event: InngestEvent | undefined): string =>
    orWarn(functionId, option, () => evaluateKey(source, event, engine.clock.now()), "");

  function isKnown(functionId: string, key: string, internalId: string): boolean {
    const id = `${functionId}\n${key}`;
    const now = engine.clock.now();
    if (isRepeat(starts.get(id), now)) return true;
    starts.set(id, { at: now, by: internalId }, now + limits.idempotencyMs, now);
    return false;
  }

  function isIdempotent(functionId: string, idempotency: string | undefined, { event, internalId }: Arrival, eventId: string | undefined): boolean {
    if (eventId !== undefined && isKnown(functionId, `id\n${eventId}`, internalId)) {
      tell(functionId, { kind: "notStarted", because: `an event with the id \`${eventId}\` has started it within 24h` });
      return false;
    }
    if (idempotency === undefined) return true;
    const key = keyOf(functionId, "idempotency", idempotency, event);
    if (!isKnown(functionId, `key\n${key}`, internalId)) return true;
    tell(functionId, { kind: "notStarted", because: `idempotency: it was started${describeKey(idempotency, key)} within 24h` });
    return false;
  }

  function isInRate(functionId: string, rate: Rate, { event, internalId }: Arrival): boolean {
    const key = keyOf(functionId, "rateLimit", rate.key, event);
    const id = `${functionId}\n${key}`;
    const now = engine.clock.now();
    const decision = decideRate(passages.get(id)?.passages ?? [], rate, internalId, now);
    if (decision.kind === "starts") passages.set(id, { passages: decision.passages, memoryMs: memoryMs(rate) }, now + memoryMs(rate), now);
    else tell(functionId, { kind: "notStarted", because: `rateLimit ${describeRate(rate, key)}` });
    return decision.kind === "starts";
  }

  function isAlone(functionId: string, singleton: Singleton, event: InngestEvent | undefined, internalId: string): boolean {
    const key = keyOf(functionId, "singleton", singleton.key, event);
    const active = [...host.runs.values()].filter(({ state }) => state.functionId === functionId && !isEnded(state) && keyOf(functionId, "singleton", singleton.key, state.events[0]) === key);
    const decision = decideSingleton(active.map(({ state }) => state.runId), singleton);
    if (decision.kind === "skipped") {
      tell(functionId, { kind: "notStarted", because: `singleton: one of its runs${describeKey(singleton.key, key)} has not ended` });
      return false;
    }
    for (const live of active) host.cancel(live, { because: "singleton: a newer run takes its place", by: internalId });
    return true;
  }

  function start(functionId: string, arrivals: readonly Arrival[]): LiveRun | undefined {
    const last = arrivals.at(-1);
    const { singleton } = host.optionsOf(functionId);
    if (last === undefined || (singleton !== undefined && !isAlone(functionId, singleton, last.event, last.internalId))) return undefined;
    const batch = arrivals.length > 1 && last.cause.kind === "event" ? { batch: arrivals.map(({ internalId }) => internalId) } : {};
    return host.prepareRun(functionId, arrivals.map(({ event }) => event), { ...last.cause, ...batch });
  }

  function startTogether(functionId: string, key: string, arrivals: readonly Arrival[]): LiveRun | undefined {
    const live = start(functionId, startsWith(functionId, arrivals));
    for (const runId of fired.keys()) {
      if (host.runs.has(runId)) break;
      fired.delete(runId);
    }
    if (live !== undefined) fired.set(live.state.runId, { functionId, key, arrivals });
    return live;
  }

  function collectBatch(functionId: string, batch: Batching, key: string, arrival: Arrival): LiveRun | undefined {
    const { groups, decision } = joinBatch(collecting.groups(functionId), key, arrival, batch, engine.clock.now());
    const reason = `batch of \`${functionId}\``;
    if (decision.kind === "collects") {
      collecting.update(functionId, key, groups, decision.group, reason);
      tell(functionId, { kind: "collects", because: `batchEvents ${decision.group.arrivals.length} of ${batch.maxSize}${describeKey(batch.key, key)}, at most ${showDuration(batch.timeoutMs)}` });
      return undefined;
    }
    const live = startTogether(functionId, key, decision.arrivals);
    collecting.update(functionId, key, groups, undefined, reason);
    if (live !== undefined) host.onLateRun(live.state.runId, decision.arrivals);
    return live;
  }

  function collectDebounce(functionId: string, debounce: Debounce, key: string, arrival: Arrival): void {
    const { groups, group } = joinDebounce(collecting.groups(functionId), key, arrival, debounce, engine.clock.now());
    collecting.update(functionId, key, groups, group, `debounce of \`${functionId}\``);
    tell(functionId, { kind: "collects", because: `debounce ${showDuration(debounce.periodMs)}${describeKey(debounce.key, key)}` });
  }

  /** What waited together with a forgotten event waits again; the run they started is undone by whoever forgets. */
  function collectAgain(internalIds: ReadonlySet<string>): void {
    for (const [runId, { functionId, key, arrivals }] of fired) {
      const { batch, debounce } = host.optionsOf(functionId);
      const isUndone = startsWith(functionId, arrivals).some(({ internalId }) => internalIds.has(internalId));
      if (!isUndone) continue;
      fired.delete(runId);
      for (const arrival of arrivals.filter(({ internalId }) => !internalIds.has(internalId))) {
        const full = batch === undefined ? undefined : collectBatch(functionId, batch, key, arrival);
        if (full !== undefined) host.startRun(full);
        if (batch === undefined && debounce !== undefined) collectDebounce(functionId, debounce, key, arrival);
      }
    }
  }

  return {
    admit: ({ id }, arrival, eventId) => {
      const { batch, debounce, rateLimit, idempotency } = host.optionsOf(id);
      const { event } = arrival;
      const condition = batch?.if;
      if (batch !== undefined && (condition === undefined || orWarn(id, "batchEvents.if", () => holdsFor(condition, { event }, engine.clock.now()), true))) {
        return collectBatch(id, batch, keyOf(id, "batchEvents", batch.key, event), arrival);
      }
      if (!isIdempotent(id, idempotency, arrival, debounce === undefined ? eventId : undefined)) return undefined;
      if (rateLimit !== undefined && !isInRate(id, rateLimit, arrival)) return undefined;
      if (debounce === undefined) return start(id, [arrival]);
      collectDebounce(id, debounce, keyOf(id, "debounce", debounce.key, event), arrival);
      return undefined;
    },
    forget: (internalIds) => {
      const now = engine.clock.now();
      for (const [id, { by }] of [...starts.entries()]) if (internalIds.has(by)) starts.delete(id);
      for (const [id, known] of [...passages.entries()]) {
        const left = forgetPassages(known.passages, internalIds);
        if (left !== known.passages) passages.set(id, { ...known, passages: left }, now + known.memoryMs, now);
      }
      collecting.forget(internalIds);
      collectAgain(internalIds);
    },
    resume: collecting.resume,
    stop: () => { collecting.stop(); },
  };
}
