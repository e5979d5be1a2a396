/**
 * The other files of the app that define functions. An event that the program sends starts functions wherever they are
 * written, so they are loaded with it; found by text where it tells, nearest folders first, so that a large repository costs no more
 * than a small one.
 */
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { mentionOf, readMaker, type Maker } from "./makers.ts";
import { findPackageFolder } from "./package-folder.ts";

/** Files read at most; an app that keeps its functions further away names them by importing them. */
const mostFiles = 3000;
/** Generated bundles and data in disguise. */
const mostBytes = 500_000;
const source = /(?<!\.d|\.test|\.spec|\.stories|\.config)\.[cm]?[jt]sx?$/;
const leftOut = /^(\.|node_modules$|dist$|build$|out$|coverage$|__tests__$|__mocks__$|tests?$)/;

/** Absolute paths of the files in the program's package, itself left out, that call `createFunction`, or a wrapper of the package around it. */
export async function findCompanions(program: string, signal?: AbortSignal): Promise<string[]> {
  const files: { readonly path: string; readonly creates: boolean }[] = [];
  const makers: Maker[] = [];
  for await (const { path: file, text } of readPackage(program)) {
    signal?.throwIfAborted();
    const maker = readMaker(file, text);
    if (maker) makers.push(maker);
    files.push({ path: file, creates: createsFunctions(text) });
  }
  const calling = makers.length === 0 ? new Set<string>() : await findCallers(makers, files.filter(({ creates }) => !creates).map(({ path: file }) => file));
  return files.filter(({ path: file, creates }) => file !== program && (creates || calling.has(file))).map(({ path: file }) => file);
}

export const createsFunctions = (text: string): boolean => text.includes(".createFunction(");

/** The source files of the package around a file, those of its folder first; tests and what is generated left out. A text that is too long is empty. */
export async function* readPackage(near: string): AsyncGenerator<{ readonly path: string; readonly text: string }> {
  let read = 0;
  for (const folder of foldersOutwards(path.dirname(near), findPackageFolder(near))) {
    for await (const file of walk(folder.path, folder.without)) {
      if (++read > mostFiles) return;
      yield { path: file, text: await readText(file) };
    }
  }
}

async function findCallers(makers: readonly Maker[], files: readonly string[]): Promise<Set<string>> {
  const mentions = mentionOf(makers);
  const likely: string[] = [];
  for (const file of files) if (mentions(await readText(file))) likely.push(file);
  if (likely.length === 0) return new Set();
  // It loads TypeScript, which an app without wrappers never waits for.
  const { makesFunctions } = await import("./made-functions.ts");
  return new Set(makesFunctions(likely));
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

async function readText(file: string): Promise<string> {
  try {
    return (await stat(file)).size <= mostBytes ? await readFile(file, "utf8") : "";
  } catch {
    return "";
  }
}
