import { randomBytes } from "node:crypto";
import { commands, ViewColumn, window, type Disposable, type WebviewPanel } from "vscode";
import { showPlacesCommand } from "../../../shared/protocol/commands.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";

/** Shows which function sends which event to which function; what it shows is in the Functions and Events views, too. */
export function registerShowGraph(server: ServerLifecycle): Disposable {
  let panel: WebviewPanel | undefined;
  const show = async (): Promise<void> => {
    const [functions, events] = [await server.findFunctionTree() ?? [], await server.findEventTree() ?? []];
    const { toFlowGraph, toFlowPage } = await import("../flow-graph.ts");
    if (panel !== undefined) panel.webview.html = toFlowPage(toFlowGraph(functions, events), randomBytes(16).toString("hex"));
  };
  const changed = [server.onFunctionTreeChanged, server.onEventTreeChanged].map((event) => event(() => { if (panel?.visible === true) void show(); }));
  const command = commands.registerCommand("inngest.showGraph", async () => {
    if (panel === undefined) {
      panel = window.createWebviewPanel("inngest.graph", "Functions and Events", ViewColumn.Active, { enableScripts: false, enableCommandUris: [showPlacesCommand], localResourceRoots: [] });
      panel.onDidDispose(() => { panel = undefined; });
      panel.onDidChangeViewState(() => { if (panel?.visible === true) void show(); });
    }
    panel.reveal();
    await show();
  });
  return { dispose: () => { for (const each of [command, ...changed, panel]) each?.dispose(); } };
}
