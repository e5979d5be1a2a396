/** Nothing is told, answered or begun before what it follows from is in the journal. */
import type { Journal, JournalEntry, KeptValue } from "./journal.ts";
import type { ExecutorEvent } from "./model.ts";

export interface Journaling {
  note(entry: JournalEntry): void;
  keep(value: KeptValue): void;
  report(event: ExecutorEvent): void;
  /**
   * What `work` does is written all or not at all, and told once it is. Synchronous work only. Throws, after telling, when
   * it cannot be written.
   */
  batch<T>(work: () => T): T;
  /** Commits, and takes and tells nothing more. */
  seal(): void;
  /** Resolves once what has happened is written; undefined where nothing is. Before a call, so that a killed session knows of it. */
  readonly written: (() => Promise<void>) | undefined;
}

export function createJournaling(journal: Journal | undefined, tell: (event: ExecutorEvent) => void): Journaling {
  let isSealed = false;
  const tellUnlessSealed = (event: ExecutorEvent): void => { if (!isSealed) tell(event); };
  if (journal === undefined) {
    return { note: () => undefined, keep: () => undefined, report: tellUnlessSealed, batch: (work) => work(), seal: () => { isSealed = true; }, written: undefined };
  }
  let depth = 0;
  let untold: ExecutorEvent[] = [];
  let isBroken = false;

  /** A run goes on where its history cannot be written; only answers to the outside must not. */
  const commitOrWarn = (): void => {
    try {
      journal.commit();
      isBroken = false;
    } catch (error) {
      if (isBroken) return;
      isBroken = true;
      tell({ type: "warning", message: `history is not written, so what happens now is lost when this session ends: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  const finish = (): void => {
    const events = untold;
    untold = [];
    try {
      journal.commit();
    } finally {
      events.forEach(tellUnlessSealed);
    }
  };
  const note = (entry: JournalEntry): void => { if (!isSealed) journal.note(entry); };

  return {
    note,
    keep: (value) => { note({ kind: "kept", ...value }); },
    report: (event) => {
      if (isSealed) return;
      if (depth > 0) return void untold.push(event);
      commitOrWarn();
      tell(event);
    },
    batch: (work) => {
      depth++;
      try {
        return work();
      } finally {
        if (--depth === 0) finish();
      }
    },
    seal: () => {
      commitOrWarn();
      isSealed = true;
    },
    written: async () => {
      // The synchronous work that this is part of has ended then, and its batch with it.
      await undefined;
      commitOrWarn();
    },
  };
}
