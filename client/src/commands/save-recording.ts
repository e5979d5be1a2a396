import { commands, debug, Uri, window, workspace, type Disposable } from "vscode";
import { recordingRequest, type RecordingAnswer } from "../../../shared/protocol/runs.ts";
import { askSession } from "../debug/ask-session.ts";
import type { KeptRecordings } from "../recordings/kept-recordings.ts";
import { findRecording } from "../recordings/recording-target.ts";

/** Saves what the debug session under way has done so far, or a kept recording, to a file of the user's. */
export function registerSaveRecording(recordings: KeptRecordings): Disposable {
  return commands.registerCommand("inngest.saveRecording", async (argument: unknown) => {
    const session = debug.activeDebugSession?.type === "inngest" ? debug.activeDebugSession : debug.activeDebugSession?.parentSession;
    const isLive = session?.type === "inngest" && Object(argument as object).file === undefined;
    const kept = isLive ? undefined : await findRecording(argument, recordings);
    const live = isLive ? await askSession<RecordingAnswer>(session, recordingRequest) : undefined;
    const content = live !== undefined ? Buffer.from(live.text) : kept === undefined ? undefined : await workspace.fs.readFile(kept.uri);
    if (content === undefined) return;
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const target = await window.showSaveDialog({
      title: "Save Recording", filters: { "Inngest recordings": ["inngest-run"] }, ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, "run.inngest-run") }),
    });
    if (target === undefined) return;
    await workspace.fs.writeFile(target, content);
    await commands.executeCommand("vscode.open", target);
  });
}
