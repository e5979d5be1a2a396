import path from "node:path";
import { commands, Uri, window, workspace, type Disposable, type ExtensionContext } from "vscode";
import type { Recording } from "../../../shared/recording/format.ts";
import type { TestRunner } from "../../../shared/recording/saved-test/to-test.ts";
import type { KeptRecordings } from "../recordings/kept-recordings.ts";
import { findRecording } from "../recordings/recording-target.ts";

/** Writes a recorded run as a test for the runner the project has. */
export function registerSaveRunAsTest(context: ExtensionContext, kept: KeptRecordings): Disposable {
  return commands.registerCommand("inngest.saveRunAsTest", async (argument: unknown) => {
    const target = await findRecording(argument, kept);
    if (target === undefined) return;
    const { findRun, readRecordingFile, saveTest } = await import("../recordings.ts");
    const read = await readRecordingFile(target.uri);
    if ("problem" in read) return void window.showErrorMessage(`${read.problem}.`);
    const run = findRun(read.recording, target.runId);
    const program = await findProgram(read.recording);
    if (run === undefined || program === undefined) return;
    const { test, runner } = await saveTest(run, program, Uri.joinPath(context.extensionUri, "dist", "inngest-replay.ts"));
    await window.showTextDocument(test);
    const said = `Saved as a test for ${runner}, which fails when \`${run.localId}\` takes other steps, emits other events or returns something else.`;
    if (await window.showInformationMessage(said, "Run Test") === "Run Test") runTest(test, runner);
  });
}

const commandsOf: Readonly<Record<TestRunner, string>> = { "vitest": "npx vitest run", "jest": "npx jest", "node:test": "node --test" };

/** In a terminal, from the folder of the package: what it prints is the runner's own. */
function runTest(test: Uri, runner: TestRunner): void {
  const terminal = window.createTerminal({ name: "Saved test", cwd: Uri.joinPath(test, "..") });
  terminal.show();
  terminal.sendText(`${commandsOf[runner]} ${JSON.stringify(path.basename(test.fsPath))}`);
}

/** The file that creates the recorded function: the recorded one where a folder of the workspace has it, else the user's choice. */
async function findProgram({ program, runs }: Recording): Promise<Uri | undefined> {
  const recorded = program ?? runs[0]?.steps.find(({ callSite }) => callSite !== undefined)?.callSite?.path;
  if (recorded !== undefined) {
    const [found] = await workspace.findFiles(`**/${recorded}`, "**/node_modules/**", 1);
    if (found !== undefined) return found;
  }
  const [chosen] = await window.showOpenDialog({ title: "Choose the file that creates the function" }) ?? [];
  return chosen;
}
