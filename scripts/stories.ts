/** Tells the stories of the real editor. What is told on a screen can lose a race that a person would not notice: once. */
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { toldAgain } from "../test/editor/places.ts";
import { type Counts, runTestFiles, sum } from "./node-tests.ts";
import { during } from "./run.ts";

export interface StoryCounts extends Counts {
  /** Files that failed at first, by name. */
  readonly toldTwice: readonly string[];
}

/** Each file has an editor and a browser of its own, which wait for one another most of the time. */
const atOnce = Math.min(2, availableParallelism());

/** A file that fails is told once more, in a new editor; its second outcome counts, and both are printed. */
export async function tellStories(files: readonly string[]): Promise<StoryCounts> {
  const left = [...files];
  const told: (Counts & { readonly name: string; readonly isTwice: boolean })[] = [];
  const tellOn = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const name = path.basename(file);
      const first = await tell(file, name, []);
      const isTwice = first.failed > 0;
      if (isTwice) process.stdout.write(`↻ ${name}: ${first.failed} failed; told once more, in a new editor\n`);
      const last = isTwice ? await tell(file, name, [toldAgain]) : first;
      if (isTwice) process.stdout.write(`↻ ${name}: ${last.failed === 0 ? "passed" : "failed again"} when told once more\n`);
      told.push({ ...last, name, isTwice });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, tellOn));
  return { ...sum(...told), toldTwice: told.filter(({ isTwice }) => isTwice).map(({ name }) => name).sort() };
}

/** What two files print does not mix. */
async function tell(file: string, name: string, argv: readonly string[]): Promise<Counts> {
  const printed: string[] = [];
  try {
    return await during(name, () => runTestFiles([file], "spec", { argv, print: (text) => printed.push(text) }));
  } finally {
    process.stdout.write(printed.join(""));
  }
}

/** Of the last lines of a run: nothing where every file was told once. */
export function toToldTwice(files: readonly string[]): string {
  return files.length === 0 ? "" : `, told twice: ${files.length} (${files.join(", ")})`;
}
