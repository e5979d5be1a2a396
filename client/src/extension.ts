/** Entry of the extension: registers what the editor may call. What answers is loaded once it is called, or Inngest is found. */
import type { ExtensionContext } from "vscode";
import { registerDoors } from "./doors.ts";
import type { Features } from "./features.ts";
import { onceInngestIsFound } from "./inngest-presence.ts";

let features: Promise<Features> | undefined;

export function activate(context: ExtensionContext): void {
  const load = async (): Promise<Features> => {
    const { registerFeatures } = await import("./features.ts");
    doors.commands.dispose();
    return registerFeatures(context);
  };
  const once = (): Promise<Features> => features ??= load();
  const doors = registerDoors(context, once);
  context.subscriptions.push(doors.commands, onceInngestIsFound(() => { void once().then(({ begin }) => begin()); }));
}

export async function deactivate(): Promise<void> {
  await (await features)?.stop();
}
