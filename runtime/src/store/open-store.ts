import type { DatabaseSync } from "node:sqlite";
import { createMemoryStore } from "./memory-store.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import type { Store, StoreLimits } from "./store.ts";

export interface StoreOptions {
  /** Absolute path of the history file, created where there is none; undefined keeps history in memory. */
  readonly file: string | undefined;
  readonly limits?: Partial<StoreLimits>;
  /**
   * Go on with runs that earlier sessions left open; default true. False is for sessions that are thrown away: what they
   * leave open counts as cancelled, and runs of others stay for a session that resumes.
   */
  readonly resumes?: boolean;
  /** Told, in one sentence, when the file cannot be used because this Node.js has no SQLite. */
  warn(message: string): void;
}

/** Throws a `StoreMistake`, one sentence for the user, when the file cannot be used. */
export async function openStore({ file, limits = {}, resumes = true, warn }: StoreOptions): Promise<Store> {
  if (file === undefined) return createMemoryStore(limits);
  const Database = await loadSqlite();
  if (Database !== undefined) return createSqliteStore({ Database, file, resumes, limits });
  warn(`Node.js ${process.versions.node} has no SQLite, so history is kept in memory and ends with this process; Node.js 22.13 or later keeps it in ${file}`);
  return createMemoryStore(limits);
}

/** Undefined where Node.js has none. Node.js 22 tells on standard error that it is experimental; users cannot act on that. */
export async function loadSqlite(): Promise<typeof DatabaseSync | undefined> {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes("SQLite")) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return (await import("node:sqlite")).DatabaseSync;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
