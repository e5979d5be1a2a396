/** Events that wait for others before their function starts: the groups of `debounce` and `batchEvents`, and their timers. */
import type { Engine } from "../engine.ts";
import { forgetArrivals, withoutGroup, type Arrival, type Group, type Groups } from "./arrivals.ts";

export interface CollectingHost {
  readonly engine: Engine;
  /** The session does not end while events wait. */
  keepOpen(): () => void;
  /** A group is due. */
  fire(functionId: string, key: string, arrivals: readonly Arrival[]): void;
}

export interface Collecting {
  groups(functionId: string): Groups;
  /** Takes the groups after an event joined `key`; `group` is undefined where it is complete. */
  update(functionId: string, key: string, groups: Groups, group: Group | undefined, reason: string): void;
  forget(internalIds: ReadonlySet<string>): void;
  stop(): void;
}

export function createCollecting({ engine, keepOpen, fire }: CollectingHost): Collecting {
  const byFunction = new Map<string, Groups>();
  const timers = new Map<string, { readonly abort: AbortController; readonly dueAt: number; readonly release: () => void }>();
  const groups = (functionId: string): Groups => byFunction.get(functionId) ?? new Map();
  const timerId = (functionId: string, key: string): string => `${functionId}\n${key}`;

  const endTimer = (id: string): void => {
    const timer = timers.get(id);
    timers.delete(id);
    timer?.abort.abort();
    timer?.release();
  };

  return {
    groups,
    update: (functionId, key, next, group, reason) => {
      byFunction.set(functionId, next);
      const id = timerId(functionId, key);
      if (group === undefined) return endTimer(id);
      if (timers.get(id)?.dueAt === group.dueAt) return;
      const release = keepOpen();
      endTimer(id);
      const abort = new AbortController();
      timers.set(id, { abort, dueAt: group.dueAt, release });
      void engine.clock.until(group.dueAt, { kind: "timeout", runId: undefined, reason }, abort.signal).then(() => {
        const due = groups(functionId).get(key);
        if (abort.signal.aborted || due === undefined) return;
        byFunction.set(functionId, withoutGroup(groups(functionId), key));
        fire(functionId, key, due.arrivals);
        endTimer(id);
      });
    },
    forget: (internalIds) => {
      for (const [functionId, known] of byFunction) {
        const kept = forgetArrivals(known, internalIds);
        byFunction.set(functionId, kept);
        for (const key of known.keys()) if (!kept.has(key)) endTimer(timerId(functionId, key));
      }
    },
    stop: () => {
      byFunction.clear();
      for (const id of [...timers.keys()]) endTimer(id);
    },
  };
}
