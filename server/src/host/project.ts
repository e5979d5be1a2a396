/** What the package.json files above a file say about how it is checked. */
import path from "node:path/posix";
import type { CachedDisk } from "./cached-disk.ts";
import { foldersUp } from "./path-mapping.ts";

/** The `inngest` field of a package.json, and that package.json. */
export interface Configuration {
  readonly manifest: string;
  readonly value: unknown;
}

export interface Project {
  /** Of the nearest package.json that has one. */
  readonly configuration?: Configuration;
  /** Whether Inngest's own ESLint plugin is among the dependencies. */
  readonly hasEslintPlugin: boolean;
}

const fields = ["dependencies", "devDependencies", "peerDependencies"];

export function readProject(disk: CachedDisk, file: string): Project {
  let configuration: Project["configuration"];
  let hasEslintPlugin = false;
  for (const folder of foldersUp(path.dirname(file))) {
    const manifest = path.join(folder, "package.json");
    const json = disk.json(manifest);
    if (!json) continue;
    if (!configuration && "inngest" in json) configuration = { manifest, value: json["inngest"] };
    hasEslintPlugin ||= fields.some((field) => "@inngest/eslint-plugin" in Object(json[field]));
  }
  return { hasEslintPlugin, ...(configuration ? { configuration } : {}) };
}
