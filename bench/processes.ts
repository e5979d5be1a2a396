/** Memory of processes, read from the kernel; Linux only, elsewhere undefined. */
import { readFileSync, readdirSync } from "node:fs";

/** Resident set of one process in MB. */
export function residentMegabytes(pid: number): number | undefined {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
    return found?.[1] === undefined ? undefined : Number(found[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** Direct children of a process; where a program is named, `types.js`, those that run it. */
export function childrenOf(pid: number, program?: string): number[] {
  try {
    return readdirSync(`/proc/${String(pid)}/task`).flatMap((task) =>
      readFileSync(`/proc/${String(pid)}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
    ).filter((child) => program === undefined || readFileSync(`/proc/${String(child)}/cmdline`, "utf8").includes(`/${program}\0`));
  } catch {
    return [];
  }
}
