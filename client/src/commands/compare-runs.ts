import { commands, Uri, window, workspace, type Disposable } from "vscode";
import type { KeptRecordings } from "../recordings/kept-recordings.ts";
import { chooseFile, findRecording, type RecordingTarget } from "../recordings/recording-target.ts";

const scheme = "inngest-comparison";

/** Shows two runs side by side in the editor's own comparison. */
export function registerCompareRuns(kept: KeptRecordings): Disposable[] {
  const texts = new Map<string, string>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent: ({ path }) => texts.get(path) ?? "" });
  const closing = workspace.onDidCloseTextDocument(({ uri }) => { if (uri.scheme === scheme) texts.delete(uri.path); });
  let opened = 0;
  const command = commands.registerCommand("inngest.compareRuns", async (argument: unknown, selected: unknown) => {
    const [one, two] = Array.isArray(selected) && selected.length === 2 ? selected : [argument, undefined];
    const first = await findRecording(one, kept);
    const second = first === undefined ? undefined : two === undefined ? await chooseOther(kept, first) : await findRecording(two, kept);
    if (first === undefined || second === undefined) return;
    const runs = [await readRun(first), await readRun(second)].filter((run) => run !== undefined);
    const [before, after] = runs.sort((a, b) => a.startedAt - b.startedAt);
    if (before === undefined || after === undefined) return;
    const { toComparison } = await import("../recordings.ts");
    const comparison = toComparison(before, after);
    const number = ++opened;
    const toUri = (side: string, text: string): Uri => {
      const uri = Uri.from({ scheme, path: `/${number}/${side}.txt` });
      texts.set(uri.path, text);
      return uri;
    };
    await commands.executeCommand("vscode.diff", toUri("before", comparison.before), toUri("after", comparison.after), `${before.localId}: two runs`);
    void window.showInformationMessage(comparison.summary);
  });
  return [provider, closing, command];
}

async function readRun({ uri, runId }: RecordingTarget) {
  const { findRun, readRecordingFile } = await import("../recordings.ts");
  const read = await readRecordingFile(uri);
  if (!("problem" in read)) return findRun(read.recording, runId);
  void window.showErrorMessage(`${read.problem}.`);
  return undefined;
}

/** Another run of the same function, of those that are kept, or any file. */
async function chooseOther(kept: KeptRecordings, first: RecordingTarget): Promise<RecordingTarget | undefined> {
  const mine = await readRun(first);
  const { readRecordingFile } = await import("../recordings.ts");
  const others = (await Promise.all((await kept.list()).map(async (uri) => {
    const read = await readRecordingFile(uri);
    if ("problem" in read) return [];
    return read.recording.runs.filter(({ localId, runId }) => localId === mine?.localId && runId !== mine.runId).map(({ runId, status, startedAt }) => ({
      label: `${mine?.localId ?? ""} ${status}`, description: new Date(startedAt).toLocaleString(), detail: runId, target: { uri, runId } as RecordingTarget | undefined,
    }));
  }))).flat();
  const file = { label: "Choose a file…", description: "", detail: "", target: undefined };
  const picked = await window.showQuickPick([...others, file], { title: "Compare with" });
  return picked === undefined ? undefined : picked.target ?? chooseFile("Choose a recording to compare with");
}
