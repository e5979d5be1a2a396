/** What the editor may call before anything of ours is needed: each call loads the features, and they answer. */
import { commands, debug, DebugConfigurationProviderTriggerKind, window, type Disposable, type ExtensionContext } from "vscode";
import type { Features } from "./features.ts";

/** The part of package.json that is read here. */
interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Registers them for good, but for the commands: those give way to the features' own. */
export function registerDoors({ extension, subscriptions }: ExtensionContext, load: () => Promise<Features>): { readonly commands: Disposable } {
  subscriptions.push(
    debug.registerDebugConfigurationProvider("inngest", { resolveDebugConfiguration: async (folder, given) => (await load()).resolveConfiguration(folder, given) }),
    debug.registerDebugConfigurationProvider("inngest", { provideDebugConfigurations: async () => (await load()).findConfigurations() }, DebugConfigurationProviderTriggerKind.Dynamic),
    window.registerCustomEditorProvider("inngest.recording", {
      openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
      resolveCustomEditor: async ({ uri }, panel) => (await load()).showRecording(uri, panel),
    }),
  );
  const doors = (extension.packageJSON as Manifest).contributes.commands.map(({ command }) => commands.registerCommand(command, async (...given: unknown[]) => {
    await load();
    return commands.executeCommand(command, ...given);
  }));
  return { commands: { dispose: () => { for (const each of doors) each.dispose(); } } };
}
