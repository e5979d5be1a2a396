/** Keeps the index of a workspace between two runs, in the folder that the editor gives its extensions: the process's own work. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { version } from "../../../shared/version.ts";
import { realDisk } from "../host/disk.ts";
import { toBytes } from "../host/saved-index.ts";
import { loadIndex } from "../host/scan.ts";
import { isCurrent, makeIndex } from "./make-index.ts";
import type { KeepJob, Kept } from "./index-store.ts";

/** A larger index would take longer to read than what it stands for. */
const maxBytes = 64 << 20;
/** Workspaces whose index is kept; the longest unused goes first. */
const maxKept = 20;
/** What a process that was killed left half written is older than any that is still being written. */
const longestWriteMilliseconds = 600_000;

/** Does the one job that the parent process sends. */
export function runKeepIndex(): Promise<number> {
  // The server went away: nobody waits for this any more.
  process.once("disconnect", () => { process.exit(); });
  return new Promise((resolve) => {
    process.once("message", (job: KeepJob) => {
      process.send?.(keepIndex(job), () => { resolve(0); });
    });
  });
}

function keepIndex({ file, roots, settings }: KeepJob): Kept {
  try {
    const of = { roots, settings: new Map(settings) };
    const earlier = loadIndex({ file, version });
    if (earlier && isCurrent(earlier, of, realDisk)) {
      utimesSync(file, new Date(), new Date());
      return { isSure: true };
    }
    const index = makeIndex(realDisk, of, earlier);
    const bytes = toBytes(index, version);
    if (bytes.length <= maxBytes) write(file, bytes);
    return { isSure: index.madeFrom !== undefined };
  } catch (error) {
    return { isSure: true, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Whole or not at all: another window may read it meanwhile. */
function write(file: string, bytes: Buffer): void {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${String(process.pid)}`;
  writeFileSync(temporary, bytes, { mode: 0o600 });
  renameSync(temporary, file);
  prune(folder);
}

function prune(folder: string): void {
  const found = readdirSync(folder).flatMap((name) => {
    const stats = /\.index(?:\.\d+)?$/.test(name) ? statSync(path.join(folder, name), { throwIfNoEntry: false }) : undefined;
    return stats ? [{ name, time: stats.mtimeMs }] : [];
  });
  const [whole, parts] = [true, false].map((isWhole) => found.filter(({ name }) => name.endsWith(".index") === isWhole));
  const old = [
    ...(whole ?? []).sort((a, b) => b.time - a.time).slice(maxKept),
    ...(parts ?? []).filter(({ time }) => time < Date.now() - longestWriteMilliseconds),
  ];
  for (const { name } of old) rmSync(path.join(folder, name), { force: true });
}
