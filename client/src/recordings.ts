/**
 * What is done with recordings. Bundled as a file of its own: the checks of the format's every field are loaded only when
 * a recording is read.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Uri, workspace } from "vscode";
import { maxRecordingBytes, readRecording, RecordingError, tooLarge, type RecordedRun, type Recording } from "../../shared/recording/format.ts";
import { toTest, findTestRunner, type TestRunner } from "../../shared/recording/saved-test/to-test.ts";
import { toProblemPage, toRecordingPage, type PageOptions } from "./recordings/recording-html.ts";

export type ReadRecording = { readonly recording: Recording } | { readonly problem: string };

/** Reads a recording; what is wrong with the file is one sentence. */
export async function readRecordingFile(uri: Uri): Promise<ReadRecording> {
  const name = path.posix.basename(uri.path);
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size > maxRecordingBytes) throw tooLarge(name);
    return { recording: readRecording(Buffer.from(await workspace.fs.readFile(uri)).toString("utf8"), name) };
  } catch (error) {
    return { problem: error instanceof RecordingError ? error.message : `${name} cannot be read` };
  }
}

/** The page for a recording's file. */
export async function toPage(uri: Uri, nonce: string, actions: PageOptions["actions"]): Promise<string> {
  const read = await readRecordingFile(uri);
  return "problem" in read ? toProblemPage(read.problem, nonce) : toRecordingPage(read.recording, { nonce, actions });
}

/** The run named, else the first. */
export function findRun({ runs }: Recording, runId: string | undefined): RecordedRun | undefined {
  return runs.find((run) => run.runId === runId) ?? runs[0];
}

export interface SavedTest {
  readonly test: Uri;
  readonly runner: TestRunner;
}

/** Writes the run as a test beside the file that creates its function, with the helper that it needs. `helper` is the helper's source. */
export async function saveTest(run: RecordedRun, program: Uri, helper: Uri): Promise<SavedTest> {
  const runner = findTestRunner(await readManifest(program));
  const extension = path.posix.extname(program.path);
  const isTypeScript = /^\.[mc]?tsx?$/.test(extension);
  const written = isTypeScript ? ".ts" : ".mjs";
  const folder = Uri.joinPath(program, "..");
  const test = await findFree(folder, `${run.localId.replaceAll(/[^\w.-]+/g, "-")}.test`, written);
  // Only Node's own runner wants the extension of a TypeScript module.
  const toModule = (name: string, end: string): string => `./${name}${isTypeScript && runner !== "node:test" ? "" : end}`;
  const base = path.posix.basename(program.path, extension);
  await workspace.fs.writeFile(test, Buffer.from(toTest(run, { runner, module: toModule(base, extension), helper: toModule("inngest-replay", written) })));
  await workspace.fs.writeFile(Uri.joinPath(folder, `inngest-replay${written}`), Buffer.from(await readHelper(helper, isTypeScript)));
  return { test, runner };
}

async function readHelper(helper: Uri, isTypeScript: boolean): Promise<string> {
  const source = await readFile(helper.fsPath, "utf8");
  if (isTypeScript) return source;
  const { default: ts } = await import("typescript");
  return ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: false } }).outputText;
}

async function findFree(folder: Uri, name: string, extension: string): Promise<Uri> {
  for (let count = 1; ; count++) {
    const uri = Uri.joinPath(folder, `${name.replace(/\.test$/, count === 1 ? ".test" : `-${count}.test`)}${extension}`);
    const exists = await workspace.fs.stat(uri).then(() => true, () => false);
    if (!exists) return uri;
  }
}

async function readManifest(program: Uri): Promise<unknown> {
  for (let folder = Uri.joinPath(program, ".."); ; folder = Uri.joinPath(folder, "..")) {
    try {
      return JSON.parse(Buffer.from(await workspace.fs.readFile(Uri.joinPath(folder, "package.json"))).toString("utf8")) as unknown;
    } catch {
      if (folder.path === Uri.joinPath(folder, "..").path) return {};
    }
  }
}

export { toComparison } from "./recordings/comparison.ts";
export { cloudUrl, devServerUrl, fetchRun } from "./recordings/fetch-run.ts";
export { RecordingError, writeRecording } from "../../shared/recording/format.ts";
