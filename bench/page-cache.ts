/** The kernel's copy of the disk in memory. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

/** Empties it, files, folders and programs alike; needs Linux and root. The whole machine is slower until it is filled again. */
export function dropPageCache(): void {
  execFileSync("sync");
  writeFileSync("/proc/sys/vm/drop_caches", "3");
}
