import { historyOf, isEnded, reduce, type ExecutionResult } from "./reduce.ts";
import type { Recording } from "./journal.ts";
import type { RunState } from "./model.ts";

type Record = (result: ExecutionResult, state: RunState) => void;

/** One stretch of a run between two rewinds: what belongs to an earlier stretch finds its signal aborted and is dropped. */
export interface Epoch {
  readonly abort: AbortController;
  readonly calls: Set<string>;
  /** Ends a wait at its timeout at once; by the hashed id of its step. */
  readonly expire: Map<string, () => void>;
  discovering: boolean;
  discoverAgain: boolean;
  /** The next discovery finds what was found before: the run was rewound, and nothing was edited. */
  repeats: boolean;
}

/** The one mutable holder of a run's immutable states. */
export interface LiveRun {
  state: RunState;
  /** `history[n]` is the state right after the n-th result was memoized. */
  history: RunState[];
  epoch: Epoch;
  /** Settles when the run ends; replaced when an ended run is rewound. */
  ended: PromiseWithResolvers<RunState>;
  /** Internal ids of `inngest/function.finished` and `.failed`. */
  endEvents: string[];
  /** When it came to be: before it begins where it has to wait for that. Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Gives up the place its first call may take, where its calls are limited. */
  firstPlace: (() => void) | undefined;
  /** Hashed ids of the steps that a replay went past: each is said once. */
  readonly strayed: Set<string>;
  /** Told of every change, with the state after it. */
  readonly record: Record;
}

// `Promise.withResolvers` is absent on Node 20.
export interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

export function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => { resolve = settle; });
  return { promise, resolve };
}

export function createEpoch(): Epoch {
  return { abort: new AbortController(), calls: new Set(), expire: new Map(), discovering: false, discoverAgain: false, repeats: false };
}

/** A run from its first state, or from where its recording leaves it. */
export function createLiveRun({ first, results }: Recording, record: Record): LiveRun {
  const live: LiveRun = { record, firstPlace: undefined, createdAt: first.startedAt, state: first, history: historyOf(first), epoch: createEpoch(), ended: withResolvers(), endEvents: [], strayed: new Set() };
  for (const result of results) advance(live, result);
  if (isEnded(live.state)) live.ended.resolve(live.state);
  return live;
}

function advance(live: LiveRun, result: ExecutionResult): void {
  const { history } = live;
  live.state = reduce(live.state, result);
  const { state } = live;
  if (result.kind === "begun") live.history = historyOf(state);
  else if (result.kind === "stepFinished") history[state.steps.length] = state;
  else if (result.kind === "eventEdited" || result.kind === "stepEdited") live.history = history.map((earlier) => reduce(earlier, result));
  else if (result.kind === "rewound") live.history = history.slice(0, state.steps.length + 1);
}

/** Moves the run on; results that reach an ended run are dropped, except a rewind. */
export function apply(live: LiveRun, result: ExecutionResult): RunState {
  if (isEnded(live.state) && result.kind !== "rewound" && result.kind !== "sent" && result.kind !== "runUndone" && result.kind !== "startedLater") return live.state;
  advance(live, result);
  live.record(result, live.state);
  return live.state;
}

export function isCurrent(live: LiveRun, epoch: Epoch): boolean {
  return live.epoch === epoch && !epoch.abort.signal.aborted && !isEnded(live.state);
}
