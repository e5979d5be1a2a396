/** Shows `*.inngest-run` files: a page without script, whose links are commands of ours. */
import { randomBytes } from "node:crypto";
import { workspace, type Uri, type WebviewPanel } from "vscode";

const commandsOfPage = ["inngest.debugRecording", "inngest.saveRunAsTest", "inngest.compareRuns"];

const toLink = (command: string, uri: Uri): string => `command:${command}?${encodeURIComponent(JSON.stringify([{ file: uri.toString() }]))}`;

/** Shows a recording in the panel of its editor, and again whenever the file changes. */
export async function showRecording(uri: Uri, panel: WebviewPanel): Promise<void> {
  panel.webview.options = { enableScripts: false, enableCommandUris: commandsOfPage, localResourceRoots: [] };
  const show = async (): Promise<void> => {
    const { toPage } = await import("../recordings.ts");
    panel.webview.html = await toPage(uri, randomBytes(16).toString("hex"), [
      { label: "▷ Debug this recording", href: toLink("inngest.debugRecording", uri) },
      { label: "Save as test…", href: toLink("inngest.saveRunAsTest", uri) },
      { label: "Compare with…", href: toLink("inngest.compareRuns", uri) },
    ]);
  };
  const watcher = workspace.createFileSystemWatcher(uri.fsPath);
  const listeners = [watcher, watcher.onDidChange(show), watcher.onDidCreate(show)];
  panel.onDidDispose(() => { for (const each of listeners) each.dispose(); });
  await show();
}
