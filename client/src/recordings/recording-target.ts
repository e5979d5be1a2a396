/** What a command on a recording is given: by a row of the Runs view, a link of a page, or a file of the explorer. */
import { TabInputCustom, Uri, window } from "vscode";
import type { KeptRecordings } from "./kept-recordings.ts";
import { toRecordingRow } from "./run-rows.ts";

export interface RecordingTarget {
  readonly uri: Uri;
  readonly runId: string | undefined;
}

/** The recording that the argument names, else the one that is open; asks which one where there is none. */
export async function findRecording(argument: unknown, kept: Pick<KeptRecordings, "list">): Promise<RecordingTarget | undefined> {
  if (argument instanceof Uri) return { uri: argument, runId: undefined };
  const { file, runId } = (typeof argument === "object" && argument !== null ? argument : {}) as { readonly file?: unknown; readonly runId?: unknown };
  if (typeof file === "string") return { uri: Uri.parse(file), runId: typeof runId === "string" ? runId : undefined };
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof TabInputCustom && input.viewType === "inngest.recording") return { uri: input.uri, runId: undefined };
  return chooseRecording(kept);
}

/** One of those that are kept, newest first, or any file. */
async function chooseRecording(kept: Pick<KeptRecordings, "list">): Promise<RecordingTarget | undefined> {
  const { readRecordingFile } = await import("../recordings.ts");
  const found = (await Promise.all((await kept.list()).map(async (uri) => {
    const read = await readRecordingFile(uri);
    if ("problem" in read) return [];
    const { label, description, runId } = toRecordingRow(uri.toString(), read.recording, Date.now());
    return [{ label, description, target: { uri, runId } as RecordingTarget | undefined }];
  }))).flat();
  const title = "Choose a recording";
  if (found.length === 0) return chooseFile(title);
  const picked = await window.showQuickPick([...found, { label: "Choose a file…", description: "", target: undefined }], { title });
  return picked === undefined ? undefined : picked.target ?? chooseFile(title);
}

export async function chooseFile(title: string): Promise<RecordingTarget | undefined> {
  const [uri] = await window.showOpenDialog({ title, filters: { "Inngest recordings": ["inngest-run"] } }) ?? [];
  return uri === undefined ? undefined : { uri, runId: undefined };
}
