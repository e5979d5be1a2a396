/** The Functions view: every function of the workspace, what triggers it, and its steps. */
import { EventEmitter, Position, Range, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window, type Disposable, type TreeDataProvider } from "vscode";
import type { TreePlace } from "../../../shared/protocol/function-tree.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import { toRows, type Row } from "./function-rows.ts";

const icons: Readonly<Record<string, string>> = {
  event: "zap", cron: "clock", run: "play", sendEvent: "broadcast", sleep: "watch", sleepUntil: "watch", waitForEvent: "mail", waitForSignal: "mail", invoke: "references",
};

/** Registers the view. It asks the server only while it is visible; shown, it starts the server. */
export function registerFunctionsView(server: ServerLifecycle): Disposable[] {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: toTreeItem,
    getChildren: async (row) => row === undefined ? toRows(await server.findFunctionTree() ?? []) : [...row.children],
  };
  const view = window.createTreeView("inngest.functions", { treeDataProvider: provider, showCollapseAll: true });
  return [changed, view, server.onFunctionTreeChanged(() => { if (view.visible) changed.fire(undefined); }), view.onDidChangeVisibility(({ visible }) => { if (visible) changed.fire(undefined); })];
}

function toTreeItem(row: Row): TreeItem {
  const item = new TreeItem(row.label, row.children.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = row.key;
  item.description = row.description;
  item.contextValue = row.contextValue;
  item.iconPath = new ThemeIcon(row.contextValue === "function" ? "symbol-function" : icons[row.tool] ?? "circle-small");
  item.command = { command: "vscode.open", title: "Show", arguments: [Uri.parse(row.place.uri), { selection: toRange(row.place) }] };
  return item;
}

function toRange({ line, character }: TreePlace): Range {
  const position = new Position(line, character);
  return new Range(position, position);
}

