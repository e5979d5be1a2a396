import { commands, Uri, window, type Disposable } from "vscode";
import type { KeptRecordings } from "../recordings/kept-recordings.ts";
import type { Row } from "../recordings/run-rows.ts";

/** Deletes kept recordings: the row whose menu was used, or all that are selected with it, once the user has said yes. */
export function registerDeleteRecording(kept: KeptRecordings, findChosen: () => Promise<readonly Row[]>): Disposable {
  return commands.registerCommand("inngest.deleteRecording", async (row: Row | undefined, selected: readonly Row[] | undefined) => {
    const rows = selected ?? (row === undefined ? await findChosen() : [row]);
    const files = rows.filter(({ contextValue }) => contextValue === "recording" || contextValue === "unreadable").flatMap(({ file }) => file ?? []);
    const [first] = rows;
    if (files.length === 0 || first === undefined) return;
    const what = files.length === 1 ? `the recording of \`${first.label}\`` : `${String(files.length)} recordings`;
    if (await window.showWarningMessage(`Delete ${what}?`, { modal: true }, "Delete") === "Delete") await kept.remove(files.map((file) => Uri.parse(file)));
  });
}
