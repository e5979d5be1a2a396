/**
 * Loads and starts the language server's client. Bundled as a file of its own, so that a window without Inngest never
 * loads the protocol's library; and loaded in parts, each in a turn of its own: between them the extension host serves
 * other extensions.
 */
import { setImmediate } from "node:timers/promises";
import type { ExtensionContext, LogOutputChannel } from "vscode";
import type { LanguageServer } from "./running-server.ts";

export async function startLanguageServer(context: ExtensionContext, output: LogOutputChannel, changed: (tree: "functions" | "events") => void): Promise<LanguageServer> {
  const load = [() => import("vscode-jsonrpc/node"), () => import("vscode-languageserver-protocol/node"), () => import("vscode-languageclient/node")];
  for (const part of load) {
    await setImmediate();
    await part();
  }
  await setImmediate();
  const { startRunning } = await import("./running-server.ts");
  return startRunning(context, output, changed);
}
