/**
 * The other files of the app that define functions. An event that the program sends starts functions wherever they are
 * written, so they are loaded with it; found by text, nearest folders first, so that a large repository costs no more
 * than a small one.
 */
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { findPackageFolder } from "./package-folder.ts";

/** Files read at most; an app that keeps its functions further away names them by importing them. */
const mostFiles = 3000;
/** Generated bundles and data in disguise. */
const mostBytes = 500_000;
const source = /(?<!\.d|\.test|\.spec|\.stories|\.config)\.[cm]?[jt]sx?$/;
const leftOut = /^(\.|node_modules$|dist$|build$|out$|coverage$|__tests__$|__mocks__$|tests?$)/;

/** Absolute paths of the files in the program's package, itself left out, whose text calls `createFunction`. */
export async function findCompanions(program: string): Promise<string[]> {
  const root = findPackageFolder(program);
  const found: string[] = [];
  let read = 0;
  for (const folder of foldersOutwards(path.dirname(program), root)) {
    for await (const file of walk(folder.path, folder.without)) {
      if (file === program) continue;
      if (++read > mostFiles) return found;
      if (await definesFunctions(file)) found.push(file);
    }
  }
  return found;
}

/** The program's folder, then each parent without what was seen before, up to the package. */
function foldersOutwards(from: string, root: string): { readonly path: string; readonly without: string | undefined }[] {
  const folders: { path: string; without: string | undefined }[] = [{ path: from, without: undefined }];
  for (let folder = from; folder !== root; folder = path.dirname(folder)) folders.push({ path: path.dirname(folder), without: folder });
  return folders;
}

async function* walk(folder: string, without: string | undefined): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inner: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && full !== without && !leftOut.test(entry.name)) inner.push(full);
    else if (entry.isFile() && source.test(entry.name)) yield full;
  }
  for (const each of inner) {
    // A package inside the package is an app of its own.
    if (!existsSync(path.join(each, "package.json"))) yield* walk(each, undefined);
  }
}

async function definesFunctions(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size <= mostBytes && (await readFile(file)).includes(".createFunction(");
  } catch {
    return false;
  }
}
