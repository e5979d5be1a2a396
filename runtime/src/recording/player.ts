/**
 * Plays a recording: the recorded runs take their recorded steps again, each asking the gate first, and nothing is
 * executed. What caused a run or ended a wait comes first, so any run may be held while others go on.
 */
import type { RecordedRun, Recording } from "../../../shared/recording/format.ts";
import type { Gate } from "../executor/ports.ts";
import type { ExecutorEvent, MemoizedStep, RunState } from "../executor/model.ts";
import { withResolvers, type PromiseWithResolvers } from "../executor/live-run.ts";
import { findUndone } from "../executor/undo.ts";
import { endState, stateAt, toMemoized, toPlanned } from "./from-recording.ts";

export interface PlayerOptions {
  /** Absolute; recorded paths are below it. */
  readonly folder: string;
  readonly gate: Gate | undefined;
  onEvent(event: ExecutorEvent): void;
  /** Every run that has begun has ended; called again after a rewind. */
  onIdle(): void;
}

export interface Player {
  start(): void;
  /** Runs that have begun, in the order of the recording. */
  runs(): readonly RunState[];
  run(runId: string): RunState | undefined;
  /** As the executor's: the run stands before its step `position` again, and what followed from the later ones is undone. */
  rewind(runId: string, position: number): void;
  /** Moment of the last thing that was played, milliseconds since the epoch. */
  now(): number;
  stop(): void;
}

/** A recorded run and how far it has been played. */
interface Track {
  readonly recorded: RecordedRun;
  readonly steps: readonly MemoizedStep[];
  state: RunState;
  position: number;
  /** `waiting`: what causes it has not been played yet. */
  phase: "waiting" | "playing" | "ended";
  abort: AbortController;
  ended: PromiseWithResolvers<undefined>;
  /** Events of the engine's own that its end sends. */
  readonly endEvents: string[];
}

export function createPlayer(recording: Recording, { folder, gate, onEvent, onIdle }: PlayerOptions): Player {
  const emittedIds = new Set(recording.runs.flatMap(({ emitted }) => emitted.map(({ internalId }) => internalId)));
  const tracks = new Map(recording.runs.map((recorded) => [recorded.runId, createTrack(recorded)]));
  const sent = new Map<string, PromiseWithResolvers<undefined>>();
  /** Tracks that wait for what another does. */
  const waiting = new Map<Track, PromiseWithResolvers<undefined>>();
  let now = recording.runs[0]?.startedAt ?? 0;

  function createTrack(recorded: RecordedRun): Track {
    const steps = recorded.steps.map((step) => toMemoized(step, folder));
    const endEvents = recording.runs.flatMap(({ cause }) => (cause.kind === "event" && cause.runId === recorded.runId && !emittedIds.has(cause.internalId) ? [cause.internalId] : []));
    return { recorded, steps, state: stateAt(recorded, steps, 0), position: 0, phase: "waiting", abort: new AbortController(), ended: withResolvers(), endEvents };
  }

  const whenSent = (internalId: string): PromiseWithResolvers<undefined> => {
    const found = sent.get(internalId) ?? withResolvers<undefined>();
    sent.set(internalId, found);
    return found;
  };

  async function waitFor(track: Track, happened: Promise<undefined>): Promise<void> {
    const enough = withResolvers<undefined>();
    waiting.set(track, enough);
    unblock();
    await Promise.race([happened, enough.promise]);
    if (waiting.get(track) === enough) waiting.delete(track);
  }

  /** In a recording that was cut short or tampered with all may wait for one another: the first goes on then. */
  function unblock(): void {
    setImmediate(() => {
      const playing = [...tracks.values()].filter(({ phase }) => phase === "playing");
      if (playing.every((track) => waiting.has(track))) waiting.values().next().value?.resolve(undefined);
    });
  }

  function startRuns(isCaused: (cause: RecordedRun["cause"]) => boolean): void {
    for (const track of tracks.values()) if (track.phase === "waiting" && isCaused(track.recorded.cause)) begin(track);
  }

  function begin(track: Track): void {
    track.phase = "playing";
    now = Math.max(now, track.recorded.startedAt);
    onEvent({ type: "runStarted", run: track.state });
    void play(track);
  }

  /** Events that were sent while the run had this many results and that no step still to come has sent. */
  function emit({ recorded, steps, position }: Track): void {
    const last = steps[position - 1]?.hashedId;
    for (const emitted of recorded.emitted) {
      const isNow = emitted.step === undefined ? emitted.position === position : emitted.step.hashedId === last;
      if (!isNow) continue;
      onEvent({ type: "eventSent", emitted: emitted as never, runId: recorded.runId });
      whenSent(emitted.internalId).resolve(undefined);
      startRuns((cause) => cause.kind === "event" && cause.internalId === emitted.internalId);
    }
  }

  async function play(track: Track): Promise<void> {
    const { signal } = track.abort;
    if (track.position === 0) emit(track);
    for (let step = track.steps[track.position]; step !== undefined; step = track.steps[track.position]) {
      await gate?.(track.state, toPlanned(step), signal);
      if (!signal.aborted) await whatEnds(track, step);
      if (signal.aborted) return;
      finish(track, step);
    }
    end(track);
  }

  /** What the step waited for when it was recorded, where that is part of the recording. */
  async function whatEnds(track: Track, { resumedBy, invokedRun, hashedId, opcode }: MemoizedStep): Promise<void> {
    const { runId } = track.recorded;
    startRuns((cause) => cause.kind === "invoke" && cause.runId === runId && cause.step === hashedId);
    if (opcode === "WaitForEvent" || opcode === "InvokeFunction") onEvent({ type: "runWaiting", runId, steps: track.state.planned });
    const invoked = invokedRun === undefined ? undefined : tracks.get(invokedRun);
    if (invoked !== undefined) await waitFor(track, invoked.ended.promise);
    if (resumedBy !== undefined && emittedIds.has(resumedBy)) await waitFor(track, whenSent(resumedBy).promise);
  }

  function finish(track: Track, step: MemoizedStep): void {
    track.position++;
    track.state = stateAt(track.recorded, track.steps, track.position);
    if (step.opcode === "Sleep" && step.endedAt - step.startedAt > 1_000) {
      onEvent({ type: "clockJumped", from: step.startedAt, to: step.endedAt, runId: track.recorded.runId, reason: `sleep \`${step.id}\`` });
    }
    now = Math.max(now, step.endedAt);
    onEvent({ type: "stepFinished", runId: track.recorded.runId, step });
    emit(track);
  }

  function end(track: Track): void {
    const { recorded, steps } = track;
    track.phase = "ended";
    const state = endState(recorded, steps);
    track.state = state.endedAt === undefined ? { ...state, status: "cancelled", endedAt: now, cancelled: { because: "the recording ends here" }, planned: [] } : state;
    now = Math.max(now, track.state.endedAt ?? now);
    onEvent({ type: "runEnded", run: track.state });
    track.ended.resolve(undefined);
    startRuns((cause) => (cause.kind === "failure" && cause.runId === recorded.runId) || (cause.kind === "event" && track.endEvents.includes(cause.internalId)));
    if ([...tracks.values()].every(({ phase }) => phase !== "playing")) onIdle();
    else unblock();
  }

  function goBack(track: Track, position: number): void {
    track.abort.abort();
    waiting.delete(track);
    const wasEnded = track.phase === "ended";
    const before = track.state;
    Object.assign(track, { abort: new AbortController(), position, state: stateAt(track.recorded, track.steps, position), phase: "playing" });
    if (wasEnded) track.ended = withResolvers();
    const kept = new Set(track.state.emitted.map(({ internalId }) => internalId));
    onEvent({
      type: "rewound", runId: track.recorded.runId, run: track.state, undone: before.steps.slice(position), undoneEvents: before.emitted.filter(({ internalId }) => !kept.has(internalId)),
    });
  }

  return {
    start() {
      const known = (runId: string | undefined): boolean => runId !== undefined && tracks.has(runId);
      startRuns((cause) => cause.kind === "request" || cause.kind === "fork" || !known(cause.runId));
      const [first] = tracks.values();
      // Each of them says that another caused it.
      if (first?.phase === "waiting" && ![...tracks.values()].some(({ phase }) => phase !== "waiting")) begin(first);
    },
    runs: () => [...tracks.values()].filter(({ phase }) => phase !== "waiting").map(({ state }) => state),
    run: (runId) => {
      const track = tracks.get(runId);
      return track === undefined || track.phase === "waiting" ? undefined : track.state;
    },
    rewind(runId, position) {
      const begun = new Map([...tracks].filter(([, { phase }]) => phase !== "waiting"));
      const undone = findUndone(begun, runId, position);
      for (const internalId of undone.events) sent.delete(internalId);
      for (const id of undone.removed) {
        const track = begun.get(id);
        if (track === undefined) continue;
        track.abort.abort();
        waiting.delete(track);
        onEvent({ type: "runUndone", run: track.state });
        Object.assign(track, createTrack(track.recorded));
      }
      const back = [...undone.rewound].flatMap(([id, to]) => { const track = begun.get(id); return track === undefined ? [] : [{ track, to }]; });
      for (const { track, to } of back) goBack(track, to);
      for (const { track } of back) void play(track);
    },
    now: () => now,
    stop() {
      for (const { abort } of tracks.values()) abort.abort();
    },
  };
}
