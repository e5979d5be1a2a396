/** Going back in a run, and values put in the place of others: what follows from them is undone. */
import type { Engine } from "./engine.ts";
import { apply, createEpoch, isCurrent, withResolvers, type LiveRun } from "./live-run.ts";
import type { RunEdit, RunState } from "./model.ts";
import { outputProblem } from "./output-problem.ts";
import { isEnded } from "./reduce.ts";
import { discover } from "./run-loop.ts";
import { findUndone } from "./undo.ts";

export interface TimeTravelHost {
  readonly engine: Engine;
  readonly runs: ReadonlyMap<string, LiveRun>;
  /** Throws when there is no such run. */
  need(runId: string): LiveRun;
  /** Forgets events as if they had never been sent. */
  forget(internalIds: ReadonlySet<string>): void;
  /** Ends what is under way; what it still sends is dropped. */
  abandon(live: LiveRun): void;
  /** The run is there no more; it was open until now, or not. */
  drop(live: LiveRun, wasOpen: boolean): void;
  /** The run stands at an earlier step; it had ended, or not. */
  reopen(live: LiveRun, hadEnded: boolean): void;
}

export interface TimeTravel {
  rewind(runId: string, toStep: number): RunState;
  edit(runId: string, change: RunEdit): RunState;
}

export function createTimeTravel(host: TimeTravelHost): TimeTravel {
  const { engine, runs, need } = host;

  function remove(live: LiveRun): void {
    const wasOpen = !isEnded(live.state);
    host.abandon(live);
    const state = wasOpen ? apply(live, { kind: "cancelled", at: engine.clock.now() }) : live.state;
    host.drop(live, wasOpen);
    engine.note({ kind: "runRemoved", runId: state.runId });
    engine.report({ type: "runUndone", run: state });
  }

  function standBefore(live: LiveRun, toStep: number): void {
    const before = live.state;
    const to = live.history[toStep];
    if (to === undefined) throw new Error(`run ${before.runId} has ${before.steps.length} finished steps; it cannot go back to ${toStep}`);
    host.abandon(live);
    const state = apply(live, { kind: "rewound", to });
    live.epoch = createEpoch();
    live.endEvents = [];
    if (isEnded(before)) live.ended = withResolvers();
    host.reopen(live, isEnded(before));
    const kept = new Set(state.emitted.map(({ internalId }) => internalId));
    engine.report({
      type: "rewound", runId: before.runId, run: state, undone: before.steps.slice(toStep), undoneEvents: before.emitted.filter(({ internalId }) => !kept.has(internalId)),
    });
  }

  function nameStarter(runId: string): string {
    const { cause } = need(runId).state;
    const starter = "runId" in cause && cause.runId !== undefined ? runs.get(cause.runId) : undefined;
    return starter === undefined ? "another run" : `\`${starter.state.functionId}\``;
  }

  function rewind(runId: string, toStep: number, edit?: RunEdit): RunState {
    if (need(runId).history[toStep] === undefined) throw new Error(`run ${runId} cannot go back to step ${toStep}: it has finished ${need(runId).state.steps.length}`);
    const undone = findUndone(runs, runId, toStep);
    if (undone.removed.has(runId)) throw new Error(`run ${runId} cannot go back to step ${toStep}: with what it did since ${nameStarter(runId)} has gone on, and would go back to before it started this run; go back there instead`);
    host.forget(undone.events);
    for (const removedId of undone.removed) {
      remove(need(removedId));
      for (const live of runs.values()) if (live.state.emitted.some((emitted) => emitted.runs.includes(removedId))) apply(live, { kind: "runUndone", runId: removedId });
    }
    const rewound = [...undone.rewound].map(([id, step]) => { const other = need(id); standBefore(other, step); other.epoch.repeats = edit === undefined; return other; });
    // Whoever waited for what is undone must wait again before it can be sent again.
    const live = need(runId);
    if (edit !== undefined) {
      apply(live, edit);
      engine.report({ type: "edited", runId, run: live.state, edit });
    }
    const { epoch } = live;
    void Promise.all(rewound.filter((other) => other !== live).map((other) => discover(engine, other))).then(() => {
      if (isCurrent(live, epoch)) void discover(engine, live);
    });
    return live.state;
  }

  function edit(runId: string, change: RunEdit): RunState {
    const live = need(runId);
    const { events, steps, planned } = live.state;
    const has = change.kind === "eventEdited" ? events[change.index] !== undefined : (change.kind === "stepEdited" ? steps : planned).some(({ hashedId }) => hashedId === change.hashedId);
    if (!has) throw new Error(`run ${runId} does not have the value that is to be changed`);
    const step = change.kind === "stepEdited" ? steps.find(({ hashedId }) => hashedId === change.hashedId) : undefined;
    const problem = change.kind === "stepEdited" && step !== undefined ? outputProblem(engine, live, step, change.result) : undefined;
    if (problem !== undefined) throw new Error(problem.message);
    if (change.kind !== "inputEdited") return rewind(runId, steps.length, change);
    const run = apply(live, change);
    engine.report({ type: "edited", runId, run, edit: change });
    return run;
  }

  return { rewind: (runId, toStep) => engine.batch(() => rewind(runId, toStep)), edit: (runId, change) => engine.batch(() => edit(runId, change)) };
}
