import { commands, type Disposable } from "vscode";
import type { ServerLifecycle } from "../server-lifecycle.ts";

/** Restarts the language server, or starts it where no Inngest import had called for it. */
export function registerRestartServer(server: ServerLifecycle): Disposable {
  return commands.registerCommand("inngest.restartServer", () => server.restart());
}
