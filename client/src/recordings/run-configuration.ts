/** Launch configurations that name a run: of the Runs view, else of a server. */
import { workspace, type DebugConfiguration, type Uri, type WorkspaceFolder } from "vscode";
import type { Recording } from "../../../shared/recording/format.ts";
import type { KeptRecordings } from "./kept-recordings.ts";
import type { ServerRuns } from "./server-run.ts";

/** Looks up the run that a configuration names, if it does; undefined where the user starts nothing. */
export async function resolveRun(kept: KeptRecordings, server: ServerRuns, folder: WorkspaceFolder | undefined, { run, ...configuration }: DebugConfiguration): Promise<DebugConfiguration | undefined> {
  // What is no id is refused by the adapter, in its words.
  if (typeof run !== "string" || configuration["recording"] !== undefined) return { ...configuration, ...(run === undefined ? {} : { run: run as unknown }) };
  const found = await findKept(kept, run.trim(), configuration["program"] !== undefined);
  // It lies far from its program, which is below the folder that is debugged.
  const cwd = (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath;
  if (found !== undefined) return { ...(cwd === undefined || configuration["program"] !== undefined ? {} : { cwd }), ...configuration, ...found };
  const taken = await server.takeOver(run.trim());
  return taken === undefined ? undefined : { ...taken.run, ...configuration, recording: taken.run.recording };
}

/** A recording is played as a whole; what is gone on with is one run of it. */
async function findKept(kept: KeptRecordings, runId: string, goesOn: boolean): Promise<{ readonly recording: string; readonly function?: string } | undefined> {
  const { readRecordingFile } = await import("../recordings.ts");
  for (const uri of await kept.list()) {
    const read = await readRecordingFile(uri);
    const run = "problem" in read ? undefined : read.recording.runs.find((each) => each.runId === runId);
    if (run === undefined || "problem" in read) continue;
    const { runs } = read.recording;
    if (!goesOn) return { recording: uri.fsPath };
    // The first one of a function is the one that is gone on with.
    const isFirst = runs.find(({ localId }) => localId === run.localId) === run;
    return { function: run.localId, recording: (isFirst ? uri : await writeFirst(kept, { ...read.recording, runs: [run, ...runs.filter((each) => each !== run)] })).fsPath };
  }
  return undefined;
}

async function writeFirst(kept: KeptRecordings, recording: Recording): Promise<Uri> {
  const { writeRecording } = await import("../recordings.ts");
  const file = kept.nextFile(recording.runs[0]?.localId);
  await workspace.fs.writeFile(file, Buffer.from(writeRecording(recording)));
  return file;
}
