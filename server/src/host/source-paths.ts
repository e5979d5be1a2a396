/** Which paths hold source text that people write. */
import path from "node:path/posix";
import type { EntryKind } from "./disk.ts";

const sourceFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const notWritten = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;

/** Folders of packages and tools, wherever they stand; names with a leading dot are skipped as well. */
const neverSource = new Set(["node_modules", "bower_components", "jspm_packages"]);

/** Outputs of a build when they stand beside a package.json; elsewhere they may be a folder of one's own. */
const outputs = new Set(["dist", "build", "out", "output", "coverage", "storybook-static"]);

/** Generated or bundled text; nobody writes it, and parsing it would stall the rest. */
export const maxSourceBytes = 1 << 20;

export type ListFolder = (folder: string) => ReadonlyMap<string, EntryKind> | undefined;

export function isSourceFile(file: string): boolean {
  return sourceFile.test(file) && !notWritten.test(file);
}

function isSkippedFolder(name: string, siblings: ReadonlyMap<string, unknown>): boolean {
  return name.startsWith(".") || neverSource.has(name) || (outputs.has(name) && siblings.has("package.json"));
}

/** Whether a file lies in a skipped folder below `root`. */
export function isSkippedPath(file: string, root: string, list: ListFolder): boolean {
  let folder = root;
  for (const name of file.slice(root.length + 1).split("/").slice(0, -1)) {
    if (isSkippedFolder(name, list(folder) ?? new Map())) return true;
    folder = path.join(folder, name);
  }
  return false;
}

/** What a walk meets: files to read, and manifests that name workspace packages. */
export interface Walked {
  readonly kind: "source" | "manifest";
  readonly path: string;
}

/** Every source file below `root`, folder by folder. Links are not followed: what they lead to is walked where it stands. */
export function* walk(list: ListFolder, root: string): Generator<Walked> {
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = list(folder);
    if (!entries) continue;
    const prefix = folder.endsWith("/") ? folder : `${folder}/`;
    for (const [name, kind] of entries) {
      if (kind === "folder") {
        if (!isSkippedFolder(name, entries)) folders.push(prefix + name);
      } else if (kind === "file") {
        if (isSourceFile(name)) yield { kind: "source", path: prefix + name };
        else if (name === "package.json") yield { kind: "manifest", path: prefix + name };
      }
    }
  }
}
