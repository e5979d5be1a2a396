/** The Events view: every event of the workspace, its schema, who sends it and who listens. */
import { MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, type Disposable } from "vscode";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import { toEventRows, type EventRow } from "./event-rows.ts";
import { registerTreeView, showCommand } from "./tree-items.ts";

const icons: Readonly<Record<EventRow["kind"], string>> = { event: "zap", sends: "broadcast", starts: "symbol-function", waits: "mail", "is cancelled": "circle-slash" };

export function registerEventsView(server: ServerLifecycle): Disposable[] {
  return registerTreeView({ id: "inngest.events", find: async () => toEventRows(await server.findEventTree() ?? []), toItem: toTreeItem, onChanged: server.onEventTreeChanged });
}

function toTreeItem({ key, label, description, spoken, data, kind, place, children }: EventRow): TreeItem {
  const item = new TreeItem(label, children.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = key;
  item.description = description;
  item.accessibilityInformation = { label: spoken };
  item.iconPath = new ThemeIcon(icons[kind]);
  item.command = showCommand(place);
  if (data !== undefined) item.tooltip = new MarkdownString().appendCodeblock(`data: ${data}`, "ts");
  return item;
}
