/** Events that wait for others before their function starts: the groups of `debounce` and `batchEvents`, and their timers. */
import type { Engine } from "../engine.ts";
import type { KeptValue } from "../journal.ts";
import type { JsonValue } from "../model.ts";
import { forgetArrivals, withGroup, withoutGroup, type Arrival, type Group, type Groups } from "./arrivals.ts";

export interface CollectingHost {
  readonly engine: Engine;
  /** The session does not end while events wait. */
  keepOpen(): () => void;
  /** What an earlier session kept. */
  readonly kept: readonly KeptValue[];
  /** The events with which the function will start, were it now. */
  startsWith(functionId: string, arrivals: readonly Arrival[]): readonly Arrival[];
  /** A group is due. */
  fire(functionId: string, key: string, arrivals: readonly Arrival[]): void;
}

/** A group as it is kept. */
interface KeptGroup {
  readonly functionId: string;
  readonly key: string;
  readonly group: Group;
  readonly reason: string;
}

export interface Collecting {
  groups(functionId: string): Groups;
  /** Takes the groups after an event joined `key`; `group` is undefined where it is complete. */
  update(functionId: string, key: string, groups: Groups, group: Group | undefined, reason: string): void;
  forget(internalIds: ReadonlySet<string>): void;
  /** Goes on with the groups that an earlier session left, of the functions that are known. */
  resume(isKnown: (functionId: string) => boolean): void;
  stop(): void;
}

export function createCollecting({ engine, kept, keepOpen, startsWith, fire }: CollectingHost): Collecting {
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

  const keep = (functionId: string, key: string, group: Group | undefined, reason = ""): void => {
    const value = group === undefined ? undefined : { functionId, key, group: { ...group, arrivals: startsWith(functionId, group.arrivals) }, reason } satisfies KeptGroup as unknown as JsonValue;
    engine.keep({ part: "group", key: timerId(functionId, key), value });
  };

  const fireWhenDue = (functionId: string, key: string, dueAt: number, reason: string): void => {
    const id = timerId(functionId, key);
    const release = keepOpen();
    endTimer(id);
    const abort = new AbortController();
    timers.set(id, { abort, dueAt, release });
    void engine.clock.until(dueAt, { kind: "timeout", runId: undefined, reason }, abort.signal).then(() => {
      const due = groups(functionId).get(key);
      if (abort.signal.aborted || due === undefined) return;
      byFunction.set(functionId, withoutGroup(groups(functionId), key));
      engine.batch(() => {
        keep(functionId, key, undefined);
        fire(functionId, key, due.arrivals);
      });
      endTimer(id);
    });
  };

  let parked = kept.filter(({ part }) => part === "group").map(({ value }) => value as unknown as KeptGroup);

  return {
    groups,
    resume: (isKnown) => {
      const ready = parked.filter(({ functionId }) => isKnown(functionId));
      parked = parked.filter((group) => !ready.includes(group));
      for (const { functionId, key, group, reason } of ready) {
        byFunction.set(functionId, withGroup(groups(functionId), key, group));
        fireWhenDue(functionId, key, group.dueAt, reason);
      }
    },
    update: (functionId, key, next, group, reason) => {
      byFunction.set(functionId, next);
      keep(functionId, key, group, reason);
      const id = timerId(functionId, key);
      if (group === undefined) return endTimer(id);
      if (timers.get(id)?.dueAt !== group.dueAt) fireWhenDue(functionId, key, group.dueAt, reason);
    },
    forget: (internalIds) => {
      for (const [functionId, known] of byFunction) {
        const left = forgetArrivals(known, internalIds);
        byFunction.set(functionId, left);
        for (const [key, group] of known) {
          const rest = left.get(key);
          if (rest === undefined) endTimer(timerId(functionId, key));
          if (rest !== group) keep(functionId, key, rest);
        }
      }
    },
    stop: () => {
      byFunction.clear();
      for (const id of [...timers.keys()]) endTimer(id);
    },
  };
}
