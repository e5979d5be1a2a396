/**
 * Tells tests that start programs from those that compute. The first wait for processes most of the time, and each file
 * needs one of its own; the second share a few, and fill the processors.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path/posix";

/** What starts a program, a worker with the user's SDK among them, or loads that SDK into the test's own process. */
const startsProgram = /^node:child_process$|\/worker\/worker\.ts$|\/session\/start-(session|serve)\.ts$|\/witness\/run-on-sdk\.ts$/;

/** Asks Git for the names of the files. */
const asksGit = "test/tree.ts";

/** Folders of helpers: what they import is the test's own doing, while the code that is tested may start nothing here. */
const holdsHelpers = /(^|\/)(testing|test|killing)\//;

function findImports(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^import (?!type\b)(?:[^;"]*? from )?"([^"]+)"/gm)].map(([, specifier = ""]) => (specifier.startsWith(".") ? path.join(path.dirname(file), specifier) : specifier));
}

/** Whether a test, by itself or by its helpers, starts a program. Paths are relative to the working directory. */
export function isWire(test: string): boolean {
  const met = new Set<string>();
  const reaches = (file: string): boolean => {
    if (met.has(file) || file.endsWith(asksGit) || !existsSync(file)) return false;
    met.add(file);
    return findImports(file).some((found) => startsProgram.test(found) || (holdsHelpers.test(found) && reaches(found)));
  };
  return reaches(test.replaceAll("\\", "/"));
}
