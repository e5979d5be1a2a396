/** What a command on a recording is given: by a row of the Runs view, a link of a page, or a file of the explorer. */
import { TabInputCustom, Uri, window } from "vscode";

export interface RecordingTarget {
  readonly uri: Uri;
  readonly runId: string | undefined;
}

/** The recording that the argument names, else the one that is open; asks for a file where there is none. */
export async function findRecording(argument: unknown): Promise<RecordingTarget | undefined> {
  if (argument instanceof Uri) return { uri: argument, runId: undefined };
  const { file, runId } = (typeof argument === "object" && argument !== null ? argument : {}) as { readonly file?: unknown; readonly runId?: unknown };
  if (typeof file === "string") return { uri: Uri.parse(file), runId: typeof runId === "string" ? runId : undefined };
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof TabInputCustom && input.viewType === "inngest.recording") return { uri: input.uri, runId: undefined };
  return chooseFile("Choose a recording");
}

export async function chooseFile(title: string): Promise<RecordingTarget | undefined> {
  const [uri] = await window.showOpenDialog({ title, filters: { "Inngest recordings": ["inngest-run"] } }) ?? [];
  return uri === undefined ? undefined : { uri, runId: undefined };
}
