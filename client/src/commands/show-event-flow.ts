import { commands, languages, TextEditorSelectionChangeKind, window, type Disposable } from "vscode";
import { languages as sources } from "../inngest-import.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";

/**
 * Shows functions and events in VS Code's own Call Hierarchy view. VS Code asks the newest provider alone, so ours is
 * registered while its tree is looked at: once the user is back at work in a text, TypeScript's is the one again.
 */
export function registerShowEventFlow(server: ServerLifecycle): Disposable {
  let shown: readonly Disposable[] = [];
  const leave = (): void => {
    for (const part of shown) part.dispose();
    shown = [];
  };
  const command = commands.registerCommand("inngest.showEventFlow", async () => {
    const provider = await server.findCallHierarchy();
    if (provider === undefined) return;
    leave();
    shown = [
      languages.registerCallHierarchyProvider(sources.map((language) => ({ language })), provider),
      // A click on a row of the tree moves the cursor too, by command.
      window.onDidChangeTextEditorSelection(({ kind }) => { if (kind === TextEditorSelectionChangeKind.Keyboard || kind === TextEditorSelectionChangeKind.Mouse) leave(); }),
    ];
    await commands.executeCommand("references-view.showCallHierarchy");
  });
  return { dispose: () => { leave(); command.dispose(); } };
}
