/** What the package.json files above a file say about how it is checked. */
import path from "node:path/posix";
import type { CachedDisk } from "./cached-disk.ts";
import type { Configuration, Configurations } from "./configurations.ts";
import { foldersUp } from "./path-mapping.ts";

export interface Project {
  /** Of the nearest package.json that has one. */
  readonly configuration?: Configuration;
  /** The nearest package.json. */
  readonly manifest?: string;
  /** Whether Inngest's own ESLint plugin is among the dependencies. */
  readonly hasEslintPlugin: boolean;
}

const fields = ["dependencies", "devDependencies", "peerDependencies"];

export function readProject(disk: CachedDisk, configurations: Configurations, file: string): Project {
  let configuration: Project["configuration"];
  let nearest: string | undefined;
  let hasEslintPlugin = false;
  for (const folder of foldersUp(path.dirname(file))) {
    const manifest = path.join(folder, "package.json");
    configuration ??= configurations.read(manifest);
    const json = disk.json(manifest);
    if (!json) continue;
    nearest ??= manifest;
    hasEslintPlugin ||= fields.some((field) => "@inngest/eslint-plugin" in Object(json[field]));
  }
  return { hasEslintPlugin, ...(configuration ? { configuration } : {}), ...(nearest === undefined ? {} : { manifest: nearest }) };
}
