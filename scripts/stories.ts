/** Tells the stories of the real editor. What is told on a screen can lose a race that a person would not notice: once. */
import path from "node:path";
import process from "node:process";
import { toldAgain } from "../test/editor/places.ts";
import { type Counts, runTestFiles, sum } from "./node-tests.ts";

export interface StoryCounts extends Counts {
  /** Files that failed at first, by name. */
  readonly toldTwice: readonly string[];
}

/** A file that fails is told once more, in a new editor; its second outcome counts, and both are printed. */
export async function tellStories(files: readonly string[]): Promise<StoryCounts> {
  const toldTwice: string[] = [];
  let counts: Counts = { passed: 0, failed: 0 };
  for (const file of files) {
    let told = await runTestFiles([file], "spec");
    if (told.failed > 0) {
      const name = path.basename(file);
      toldTwice.push(name);
      process.stdout.write(`\n↻ ${name}: ${told.failed} failed; told once more, in a new editor\n`);
      told = await runTestFiles([file], "spec", [toldAgain]);
      process.stdout.write(`\n↻ ${name}: ${told.failed === 0 ? "passed" : "failed again"} when told once more\n`);
    }
    counts = sum(counts, told);
  }
  return { ...counts, toldTwice };
}

/** Of the last lines of a run: nothing where every file was told once. */
export function toToldTwice(files: readonly string[]): string {
  return files.length === 0 ? "" : `, told twice: ${files.length} (${files.join(", ")})`;
}
