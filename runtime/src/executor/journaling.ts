/** Nothing is told, answered or begun before what it follows from is in the journal. */
import type { Journal, JournalEntry, KeptValue } from "./journal.ts";
import type { ExecutorEvent } from "./model.ts";

/** What is asked from outside is not done, because it cannot be written down: one sentence for who asked. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

export interface Journaling {
  note(entry: JournalEntry): void;
  keep(value: KeptValue): void;
  report(event: ExecutorEvent): void;
  /** What `work` does is written all or not at all, and told once it is. Synchronous work only. */
  batch<T>(work: () => T): T;
  /**
   * As `batch`, for what is asked from outside: `order` is written before, and forgotten with the work. Throws
   * `NotTaken`, before anything is done, when it cannot be written.
   */
  accept<T>(order: KeptValue, work: () => T): T;
  /** Commits, and takes and tells nothing more. */
  seal(): void;
  /** Resolves once what has happened is written; undefined where nothing is. Before a call, so that a killed session knows of it. */
  readonly written: (() => Promise<void>) | undefined;
}

export function createJournaling(journal: Journal | undefined, tell: (event: ExecutorEvent) => void): Journaling {
  let isSealed = false;
  const tellUnlessSealed = (event: ExecutorEvent): void => { if (!isSealed) tell(event); };
  if (journal === undefined) {
    return { note: () => undefined, keep: () => undefined, report: tellUnlessSealed, batch: (work) => work(), accept: (_, work) => work(), seal: () => { isSealed = true; }, written: undefined };
  }
  let depth = 0;
  let untold: ExecutorEvent[] = [];
  let isBroken = false;

  const commit = (): void => {
    try {
      journal.commit();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!isBroken) tellUnlessSealed({ type: "warning", message: `${message}; until then no event is taken, and what happens is lost when this session ends` });
      isBroken = true;
      throw new NotTaken(message);
    }
    if (isBroken) tellUnlessSealed({ type: "warning", message: "history is written again, with all that happened meanwhile" });
    isBroken = false;
  };
  /** A run goes on where its history cannot be written; only what comes from outside must not. */
  const commitIfPossible = (): void => {
    try {
      commit();
    } catch { /* told */ }
  };
  const finish = (): void => {
    const events = untold;
    untold = [];
    commitIfPossible();
    events.forEach(tellUnlessSealed);
  };
  const note = (entry: JournalEntry): void => { if (!isSealed) journal.note(entry); };
  const keep = (value: KeptValue): void => { note({ kind: "kept", ...value }); };
  const batch = <T>(work: () => T): T => {
    depth++;
    try {
      return work();
    } finally {
      if (--depth === 0) finish();
    }
  };

  return {
    note, keep, batch,
    report: (event) => {
      if (isSealed) return;
      if (depth > 0) return void untold.push(event);
      commitIfPossible();
      tell(event);
    },
    accept: (order, work) => {
      if (depth > 0) return work();
      const forget = (): void => { keep({ ...order, value: undefined }); };
      // What is refused must not pile up.
      if (isBroken) commit();
      keep(order);
      try {
        commit();
      } catch (error) {
        forget();
        throw error;
      }
      return batch(() => { forget(); return work(); });
    },
    seal: () => {
      commitIfPossible();
      isSealed = true;
    },
    written: async () => {
      // The synchronous work that this is part of has ended then, and its batch with it.
      await undefined;
      commitIfPossible();
    },
  };
}
