/** Whose turn it is: `throttle` for a run's start, `concurrency` for each of its calls, in the order of `priority`. */
import type { Engine } from "../engine.ts";
import type { KeptValue } from "../journal.ts";
import type { LiveRun } from "../live-run.ts";
import { askPlace, leavePlace, noPlaces, type Demand, type Slot } from "./concurrency.ts";
import { describeKey, describeRate } from "./describe.ts";
import { evaluateKey, evaluateOn } from "./expression.ts";
import { memoryMs, type Passages } from "./gcra.ts";
import { createKeptMap } from "./kept-map.ts";
import type { ConcurrencyLimit, FlowOptions, Rate } from "./options.ts";
import { rankRun } from "./priority.ts";
import { leaveLane, queueRun, startDue, type Lane } from "./throttle.ts";

export interface TurnsHost {
  readonly engine: Pick<Engine, "clock" | "report" | "keep" | "batch">;
  /** What an earlier session kept. */
  readonly kept: readonly KeptValue[];
  optionsOf(functionId: string): FlowOptions;
}

export interface Turns {
  /** Calls `go` when it is the run's turn to begin, at once where nothing is in its way; never once the run has ended. */
  takeTurn(live: LiveRun, options: FlowOptions, go: () => void): void;
  /** Undefined where nothing limits the run's calls. Else resolves with how to give the place up; with undefined when the run ended before. */
  takePlace(live: LiveRun): Promise<(() => void) | undefined> | undefined;
}

interface Throttled {
  lane: Lane;
  readonly go: Map<string, () => void>;
  timer: AbortController | undefined;
}

export function createTurns({ engine, kept, optionsOf }: TurnsHost): Turns {
  let places = noPlaces;
  let lastDemand = 0;
  const granted = new Map<string, () => void>();
  /** Those in which runs wait. */
  const lanes = new Map<string, Throttled>();
  const passages = createKeptMap<Passages>({ part: "throttle", restored: kept, keep: engine.keep });
  const ranks = new WeakMap<LiveRun, number>();

  const orWarn = <T>(live: LiveRun, option: string, evaluate: () => T, otherwise: T): T => {
    try {
      return evaluate();
    } catch (error) {
      engine.report({ type: "warning", message: `the expression of \`${option}\` of \`${live.state.functionId}\` has no effect: ${error instanceof Error ? error.message : String(error)}` });
      return otherwise;
    }
  };
  const keyOf = (live: LiveRun, option: string, source: string | undefined): string => orWarn(live, option, () => evaluateKey(source, live.state.events[0], engine.clock.now()), "");
  const tellWaits = (live: LiveRun, because: string): void => {
    engine.report({ type: "flowControl", functionId: live.state.functionId, runId: live.state.runId, decision: { kind: "waits", because } });
  };

  function rankOf(live: LiveRun, priority: string | undefined): number {
    const known = ranks.get(live);
    if (known !== undefined) return known;
    const value = priority === undefined ? undefined : orWarn(live, "priority.run", () => evaluateOn(priority, { event: live.state.events[0] }, engine.clock.now()), undefined);
    const rank = rankRun(live.createdAt, value);
    ranks.set(live, rank);
    return rank;
  }

  function leave(id: string): void {
    const left = leavePlace(places, id);
    ({ places } = left);
    for (const demand of left.granted) {
      const go = granted.get(demand.id);
      granted.delete(demand.id);
      go?.();
    }
  }

  interface Wanted extends Slot {
    readonly text: string;
  }

  function toSlot(live: LiveRun, { limit, key: source, scope }: ConcurrencyLimit): Wanted {
    const key = keyOf(live, "concurrency", source);
    const shared = scope === "fn" ? `${live.state.functionId}\n${source ?? ""}` : scope;
    return { key: `${shared}\n${key}`, limit, text: `concurrency ${limit}${describeKey(source, key)}${scope === "fn" ? "" : ` in the ${scope}`}` };
  }

  /** Calls `go` with how to give the place up; `waits` first when it is not free. */
  function ask(live: LiveRun, { concurrency, priority }: FlowOptions, waits: (because: string) => void, go: (leave: () => void) => void): void {
    const id = String(++lastDemand);
    const slots = concurrency.map((limit) => toSlot(live, limit));
    const demand: Demand = { id, slots, rank: rankOf(live, priority) };
    const asked = askPlace(places, demand);
    ({ places } = asked);
    const enter = (): void => { go(() => { leave(id); }); };
    if (asked.decision.kind === "granted") return enter();
    const { key } = asked.decision.for;
    waits(slots.find((slot) => slot.key === key)?.text ?? "concurrency");
    granted.set(id, enter);
    live.epoch.abort.signal.addEventListener("abort", () => { if (granted.delete(id)) leave(id); }, { once: true });
  }

  function pump(laneId: string, rate: Rate, reason: string): void {
    const throttled = lanes.get(laneId);
    if (throttled === undefined) return;
    throttled.timer?.abort();
    throttled.timer = undefined;
    const now = engine.clock.now();
    const due = startDue(throttled.lane, rate, now);
    throttled.lane = due.lane;
    if (due.lane.waiting.length === 0) lanes.delete(laneId);
    if (due.nextAt !== undefined) {
      const timer = new AbortController();
      throttled.timer = timer;
      void engine.clock.until(due.nextAt, { kind: "start", runId: undefined, reason }, timer.signal).then(() => { if (!timer.signal.aborted) pump(laneId, rate, reason); });
    }
    engine.batch(() => {
      if (due.started.length > 0) passages.set(laneId, due.lane.passages, now + memoryMs(rate), now);
      for (const runId of due.started) {
        const go = throttled.go.get(runId);
        throttled.go.delete(runId);
        go?.();
      }
    });
  }

  function takeThrottledTurn(live: LiveRun, rate: Rate, priority: string | undefined, go: () => void): void {
    const { runId, functionId } = live.state;
    const key = keyOf(live, "throttle", rate.key);
    const laneId = `${functionId}\n${key}`;
    const throttled = lanes.get(laneId) ?? { lane: { passages: passages.get(laneId) ?? [], waiting: [] }, go: new Map<string, () => void>(), timer: undefined };
    lanes.set(laneId, throttled);
    throttled.lane = queueRun(throttled.lane, { runId, rank: rankOf(live, priority) });
    throttled.go.set(runId, go);
    const reason = `throttle of \`${functionId}\``;
    pump(laneId, rate, reason);
    if (!throttled.go.has(runId)) return;
    tellWaits(live, `throttle ${describeRate(rate, key)}`);
    live.epoch.abort.signal.addEventListener("abort", () => {
      if (!throttled.go.delete(runId)) return;
      throttled.lane = leaveLane(throttled.lane, runId);
      pump(laneId, rate, reason);
    }, { once: true });
  }

  return {
    takeTurn: (live, options, go) => {
      const takeFirstPlace = (): void => {
        if (options.concurrency.length === 0) return go();
        ask(live, options, (because) => { tellWaits(live, because); }, (leaveIt) => {
          live.firstPlace = leaveIt;
          go();
        });
      };
      if (options.throttle === undefined) takeFirstPlace();
      else takeThrottledTurn(live, options.throttle, options.priority, takeFirstPlace);
    },
    takePlace: (live) => {
      const options = optionsOf(live.state.functionId);
      if (options.concurrency.length === 0) return undefined;
      const first = live.firstPlace;
      live.firstPlace = undefined;
      if (first !== undefined) return Promise.resolve(first);
      const { signal } = live.epoch.abort;
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => { resolve(undefined); }, { once: true });
        ask(live, options, () => undefined, resolve);
      });
    },
  };
}
