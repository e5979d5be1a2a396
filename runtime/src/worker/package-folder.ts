import { existsSync } from "node:fs";
import path from "node:path";

/** The folder of the nearest package.json: where the user's own scripts run, and so where relative paths of theirs start. */
export function findPackageFolder(program: string): string {
  for (let folder = path.dirname(program); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (folder === path.dirname(folder)) return path.dirname(program);
  }
}
