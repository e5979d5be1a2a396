/**
 * Files of tests that share a process: most load the compiler or an SDK, and loading it once for twenty of them is half
 * of the whole suite's time.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Few enough that the groups spread evenly over the processors. */
const filesInGroup = 20;

/** Neighbours stay together; files of different top folders never meet. */
export function groupFiles(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  const topFolder = (file: string): string => file.split(/[\\/]/)[0] ?? "";
  for (const folder of new Set(files.map(topFolder))) {
    const members = files.filter((file) => topFolder(file) === folder);
    const count = Math.ceil(members.length / filesInGroup);
    const size = Math.ceil(members.length / count);
    for (let index = 0; index < count; index++) groups.set(`${folder}-${index + 1}`, members.slice(index * size, (index + 1) * size));
  }
  return groups;
}

/** A file that cannot be loaded is a test that fails, and the others of its group run. */
function groupModule(files: readonly string[]): string {
  const urls = files.map((file) => pathToFileURL(path.resolve(file)).href);
  return `import { it } from "node:test";
for (const file of ${JSON.stringify(urls, undefined, 2)}) {
  await import(file).catch((error) => { it(file, () => { throw error; }); });
}
`;
}

/** Writes a module for each group that loads its files one after the other, into a folder that is emptied first. */
export async function writeGroups(files: readonly string[], folder: string): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return Promise.all([...groupFiles(files)].map(async ([name, members]) => {
    const module = path.join(folder, `${name}.mjs`);
    await writeFile(module, groupModule(members));
    return module;
  }));
}
