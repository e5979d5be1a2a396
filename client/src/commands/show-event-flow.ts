import { commands, languages, type CallHierarchyProvider, type Disposable } from "vscode";
import { languages as sources } from "../inngest-import.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";

/**
 * Shows functions and events in VS Code's own Call Hierarchy view. VS Code asks the newest provider alone, so ours is
 * registered only until it is asked: for every other call hierarchy TypeScript's stays the one.
 */
export function registerShowEventFlow(server: ServerLifecycle): Disposable {
  let registration: Disposable | undefined;
  const command = commands.registerCommand("inngest.showEventFlow", async () => {
    const provider = await server.findCallHierarchy();
    if (provider === undefined) return;
    registration?.dispose();
    const asked: CallHierarchyProvider = {
      prepareCallHierarchy: async (...question) => {
        try {
          return await provider.prepareCallHierarchy(...question);
        } finally {
          registration?.dispose();
        }
      },
      provideCallHierarchyIncomingCalls: (...question) => provider.provideCallHierarchyIncomingCalls(...question),
      provideCallHierarchyOutgoingCalls: (...question) => provider.provideCallHierarchyOutgoingCalls(...question),
    };
    registration = languages.registerCallHierarchyProvider(sources.map((language) => ({ language })), asked);
    await commands.executeCommand("references-view.showCallHierarchy");
  });
  return { dispose: () => { registration?.dispose(); command.dispose(); } };
}
