/**
 * A lock that its process holds until it ends, however it ends: an exclusive transaction on a database of its own, which
 * the system gives up with the process. A process id would be given to another process one day.
 */
import { rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

export interface SessionLock {
  release(): void;
}

/** Undefined when another session, of this or another process, holds it. */
export function takeLock(Database: typeof DatabaseSync, file: string): SessionLock | undefined {
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return {
    release: () => {
      // First the file, while nobody else can hold it: a session that came between would lose its lock's name.
      if (process.platform !== "win32") rmSync(file, { force: true });
      db.close();
      if (process.platform === "win32") rmSync(file, { force: true });
    },
  };
}

/** SQLITE_BUSY, in any of its extended forms. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
}
