/** The Functions view: every function of the workspace, what triggers it, and its steps. */
import { ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, workspace, type Disposable } from "vscode";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import { toRows, type Row } from "./function-rows.ts";
import { registerTreeView, showCommand } from "./tree-items.ts";

const icons: Readonly<Record<string, string>> = {
  event: "zap", cron: "clock", run: "play", sendEvent: "broadcast", sleep: "watch", sleepUntil: "watch", waitForEvent: "mail", waitForSignal: "mail", invoke: "references",
};

export function registerFunctionsView(server: ServerLifecycle): Disposable[] {
  return registerTreeView({ id: "inngest.functions", find: async () => toRows(await server.findFunctionTree() ?? []), toItem: toTreeItem, onChanged: server.onFunctionTreeChanged });
}

function toTreeItem(row: Row): TreeItem {
  const item = new TreeItem(row.label, row.children.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = row.key;
  const place = row.ambiguous === true ? workspace.asRelativePath(Uri.parse(row.uri)) : undefined;
  item.description = place === undefined ? row.description : `${place} · ${row.description}`;
  item.accessibilityInformation = { label: place === undefined ? row.spoken : `${row.spoken}, ${place}` };
  item.contextValue = row.contextValue;
  item.iconPath = new ThemeIcon(row.contextValue === "function" ? "symbol-function" : icons[row.tool] ?? "circle-small");
  item.command = showCommand(row.place);
  return item;
}
