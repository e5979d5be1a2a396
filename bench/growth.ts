/** Whether the engine grows: its memory while a hundred thousand steps go by, kept in SQLite. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Figure } from "./report.ts";

/** Figures in MB of a process of its own, as `growth-process.ts` prints them. */
interface Growth {
  readonly after: readonly { readonly steps: number; readonly heap: number; readonly resident: number }[];
}

export async function measureGrowth(folder: string): Promise<Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", path.join(import.meta.dirname, "growth-process.ts"), path.join(folder, "growth.sqlite")]);
  const { after } = JSON.parse(stdout) as Growth;
  const first = after[0];
  const last = after.at(-1);
  if (first === undefined || last === undefined) throw new Error("nothing was measured");
  const count = (steps: number): string => steps.toLocaleString("en");
  return [
    { what: `heap after ${count(first.steps)} steps`, measured: first.heap, unit: "MB", how: "SDK left out; kept in SQLite, 20 steps a run, garbage collected" },
    { what: `growth from there to ${count(last.steps)} steps`, measured: Math.max(0, last.heap - first.heap), unit: "MB", target: 2, how: "of the heap; below zero counts as none" },
    { what: `memory of that process`, measured: last.resident, unit: "MB", how: `resident, after ${count(last.steps)} steps; ${first.resident.toFixed(0)} MB after ${count(first.steps)}` },
  ];
}
