import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path/posix";
import { setFlagsFromString } from "node:v8";
import { readRecording, RecordingError } from "../../../shared/recording/format.ts";
import { toRecordedFunctions } from "../../../shared/recording/recorded-functions.ts";
import type { RecordedFunctions } from "../../../shared/recording/recorded-functions.ts";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { findRuleProblem } from "../features/project-settings.ts";
import { realDisk, toSlashes } from "../host/disk.ts";
import type { ScanThread } from "../host/scan-thread.ts";
import { rules } from "../rules/registry.ts";
import { libraries } from "../semantic/libraries.ts";
import { readArguments } from "./arguments.ts";
import { readBase } from "./base-disk.ts";
import { check } from "./check.ts";
import type { CheckOptions } from "./check.ts";
import { toJson, toText } from "./report.ts";
import { toSarif } from "./sarif.ts";
import { UsageError } from "./usage-error.ts";

/** In this process: a check ends when it is done, so nothing has to outlive it. The compiler is loaded only here. */
async function loadTypes(): Promise<NonNullable<CheckOptions["readTypes"]>> {
  const { TypeReader } = await import("../semantic/type-reader.ts");
  return function* (files, texts) {
    const reader = new TypeReader(libraries);
    for (const [file, text] of texts) reader.setText(file, 1, text);
    for (const read of reader.read(files)) if (read) yield read;
  };
}

/**
 * Prints what a check of the working directory's files finds; returns the exit code.
 * @param thread Started before this was loaded.
 */
export async function runCheck(args: readonly string[], print: (text: string) => Promise<void>, thread: ScanThread): Promise<number> {
  const { paths, format, maxWarnings, types, fix, severities, base } = readArguments(args);
  for (const [id, severity] of Object.entries(severities)) {
    const problem = findRuleProblem(id, severity, rules);
    if (problem !== undefined) throw new UsageError(`\`--rule\`: ${problem}`);
  }
  const directory = toSlashes(process.cwd());
  const recording = base?.endsWith(".inngest-run") ? base : undefined;
  const readTypes = types ? await loadTypes() : undefined;
  expectShortRun();
  const { report, workspace, changed } = check({ disk: realDisk, analyze: analyzeFile, scan: (job) => thread.partsNow(job), rules, directory, paths, fix, severities, ...(readTypes ? { readTypes } : {}), ...(recording === undefined ? {} : { recorded: readRecorded(recording) }), ...(base === undefined || recording !== undefined ? {} : { readBase: (asked: readonly string[]) => readBase(base, asked, realDisk) }) });
  for (const [file, text] of changed) write(file, text, directory);
  const lineText = (file: string, line: number): string => (workspace.text(path.join(directory, file)) ?? "").split("\n")[line - 1] ?? "";
  await print(format === "json" ? toJson(report) : format === "sarif" ? toSarif(report, rules, { directory, root: findRepository(directory), lineText }) : toText(report));
  const count = (severity: string): number => report.findings.filter((finding) => finding.severity === severity).length;
  return count("error") > 0 || count("warning") > maxWarnings ? 1 : 0;
}

/**
 * The memory of a check goes as a whole when it ends: it is left room instead of being searched for what could go, and
 * nothing is made old from the start, from where it would hold whole trees. What code meets is noted from its first call
 * on, not its eighth: most of it runs too briefly for that to pay elsewhere. The engine tells code that it compiled by its
 * flags, too, so they are set when all code is loaded.
 */
function expectShortRun(): void {
  setFlagsFromString("--no-incremental-marking");
  setFlagsFromString("--semi-space-growth-factor=8");
  setFlagsFromString("--no-allocation-site-pretenuring");
  setFlagsFromString("--no-lazy-feedback-allocation");
}

function readRecorded(file: string): RecordedFunctions {
  try {
    return toRecordedFunctions([readRecording(readFileSync(file, "utf8"), `\`${file}\``)]);
  } catch (error) {
    throw new UsageError(`\`--base\`: ${error instanceof RecordingError ? error.message : `there is no file \`${file}\``}`);
  }
}

/** The file keeps its byte order mark, which the analysis does without. */
function write(file: string, text: string, directory: string): void {
  try {
    const mark = readFileSync(file).subarray(0, 3).equals(Buffer.from("\uFEFF")) ? "\uFEFF" : "";
    writeFileSync(file, mark + text);
  } catch (error) {
    throw new UsageError(`\`${path.relative(directory, file)}\` cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The folder that holds `.git`, which is a file in a worktree. */
function findRepository(directory: string): string {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
    if (path.dirname(folder) === folder) return directory;
  }
}
