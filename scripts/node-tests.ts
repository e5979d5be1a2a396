/** Runs test files with Node's own test runner and counts. */
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { run } from "node:test";
import { dot, spec } from "node:test/reporters";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export function sum(...all: readonly Counts[]): Counts {
  return { passed: all.reduce((total, { passed }) => total + passed, 0), failed: all.reduce((total, { failed }) => total + failed, 0) };
}

/** Test files by pattern, from the working directory. */
export function findTestFiles(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { exclude: (file) => file.includes("node_modules") }).sort();
}

export interface TestOptions {
  /** What each file sees in `process.argv`. */
  readonly argv?: readonly string[];
  /** How many files run side by side; as many as there are processors where it is left out. */
  readonly atOnce?: number;
  print?(text: string): void;
}

/** Milliseconds: a file that takes longer has hung. */
const mostMs = 900_000;

/** A skipped, cancelled or unfinished test counts as failed: none of ours may be. */
export async function runTestFiles(files: readonly string[], reporter: "dot" | "spec", { argv = [], atOnce = availableParallelism(), print = (text) => process.stdout.write(text) }: TestOptions = {}): Promise<Counts> {
  if (files.length === 0) return { passed: 0, failed: 0 };
  // Each file is a process, and most load the compiler: compiled once, that is half of what a small one takes.
  process.env["NODE_COMPILE_CACHE"] ??= path.resolve("node_modules/.cache/compiled");
  const stream = run({ files: [...files], argv: [...argv], timeout: mostMs, concurrency: reporter === "spec" ? 1 : atOnce });
  const counts = { passed: 0, failed: 0 };
  stream.on("test:summary", ({ file, counts: found }) => {
    if (file !== undefined) return;
    counts.passed = found.passed;
    counts.failed = found.tests - found.passed;
  });
  const report = reporter === "dot" ? stream.compose(dot) : stream.compose(new spec());
  for await (const chunk of report as AsyncIterable<string>) print(chunk);
  if (reporter === "dot") print("\n");
  return counts;
}
