/** What came of tests, and what failed, told again where a long log is looked at first: at its end. */
import { stripVTControlCharacters } from "node:util";

export interface Failure {
  /** The test, behind its file and the suites around it. */
  readonly name: string;
  /** The first lines of what was thrown. */
  readonly error: string;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Failure[];
}

/** More is in the log above. */
const mostLines = 12;
const mostFailures = 20;

export function sum(...all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
    failures: all.flatMap(({ failures }) => failures),
  };
}

export function toFailure(name: string, thrown: unknown): Failure {
  const text = thrown instanceof Error ? [thrown.stack ?? thrown.message, ...(thrown.cause === undefined ? [] : [`caused by ${String(thrown.cause)}`])].join("\n") : String(thrown);
  return { name, error: stripVTControlCharacters(text).trim().split("\n").slice(0, mostLines).join("\n") };
}

/** The failures of a suite, each with its error below it; `mark` stands before each. */
export function toFailureLines(suite: string, failures: readonly Failure[], mark: "✖" | "↻"): readonly string[] {
  const lines = failures.slice(0, mostFailures).flatMap(({ name, error }) => [`${mark} ${suite}: ${name}`, ...error.split("\n").map((line) => `    ${line}`)]);
  return failures.length > mostFailures ? [...lines, `${mark} ${suite}: ${failures.length - mostFailures} more`] : lines;
}
