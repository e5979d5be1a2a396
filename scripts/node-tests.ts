/** Runs test files with Node's own test runner and counts. */
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { run } from "node:test";
import { dot, spec } from "node:test/reporters";
import { type Counts, type Failure, toFailure } from "./counts.ts";

/** Test files by pattern, from the working directory. */
export function findTestFiles(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { exclude: (file) => file.includes("node_modules") }).sort();
}

export interface TestOptions {
  /** What each file sees in `process.argv`. */
  readonly argv?: readonly string[];
  /** How many files run side by side; as many as there are processors where it is left out. */
  readonly atOnce?: number;
  /** What a test that failed is named by, in place of its file and line. */
  readonly place?: string;
  print?(text: string): void;
}

/** Milliseconds: a file that takes longer has hung. */
const mostMs = 900_000;

interface TestEvent {
  readonly name: string;
  /** How many suites are around it. */
  readonly nesting: number;
  readonly file?: string;
  readonly line?: number;
}

/** A skipped, cancelled or unfinished test counts as failed: none of ours may be. */
export async function runTestFiles(files: readonly string[], reporter: "dot" | "spec", { argv = [], atOnce = availableParallelism(), place, print = (text) => process.stdout.write(text) }: TestOptions = {}): Promise<Counts> {
  if (files.length === 0) return { passed: 0, failed: 0, failures: [] };
  // Each file is a process, and most load the compiler: compiled once, that is half of what a small one takes.
  process.env["NODE_COMPILE_CACHE"] ??= path.resolve("node_modules/.cache/compiled");
  const stream = run({ files: [...files], argv: [...argv], timeout: mostMs, concurrency: reporter === "spec" ? 1 : atOnce });
  const counts = { passed: 0, failed: 0, failures: collectFailures(stream, place) };
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

/** Fills the list that it gives while the tests run. */
function collectFailures(stream: ReturnType<typeof run>, place: string | undefined): readonly Failure[] {
  const failures: Failure[] = [];
  /** Names of the suites around the test that is told about. */
  const around: string[] = [];
  const printed = new Map<string, string>();
  const add = ({ name, nesting, file = name, line = 0 }: TestEvent, thrown: unknown): void => {
    const where = path.relative("", file);
    // A file that could not run to its end has printed why.
    if (path.relative("", name) === where) failures.push(toFailure(where, printed.get(where) ?? thrown));
    else failures.push(toFailure(`${place ?? `${where}:${line}`} ${[...around.slice(0, nesting), name].join(" › ")}`, thrown));
  };
  stream.on("test:stderr", ({ file, message }) => {
    const where = path.relative("", file);
    printed.set(where, (printed.get(where) ?? "") + message);
  });
  stream.on("test:start", ({ name, nesting }) => { around[nesting] = name; });
  stream.on("test:fail", (test) => {
    const error = test.details.error as Error & { readonly failureType?: string };
    if (error.failureType !== "subtestsFailed") add(test, error.cause ?? error);
  });
  stream.on("test:pass", (test) => {
    if (test.skip !== undefined || test.todo !== undefined) add(test, "skipped, or still to be done");
  });
  return failures;
}
