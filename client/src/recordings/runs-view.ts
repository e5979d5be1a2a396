/** The Runs view: what runs now and what ran before. Reads nothing while it is not shown. */
import { debug, EventEmitter, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window, type DebugSession, type Disposable, type TreeDataProvider } from "vscode";
import { listRunsRequest, type RunsAnswer } from "../../../shared/protocol/runs.ts";
import type { KeptRecordings } from "./kept-recordings.ts";
import { toRecordingRow, toSessionRow, type Row } from "./run-rows.ts";

const icons: Readonly<Record<Row["status"], readonly [icon: string, colour: string]>> = {
  completed: ["pass", "testing.iconPassed"], failed: ["error", "testing.iconFailed"], cancelled: ["circle-slash", "disabledForeground"],
  running: ["play-circle", "debugIcon.startForeground"], waiting: ["watch", "debugIcon.pauseForeground"], queued: ["watch", "disabledForeground"],
};

/** Events of the protocol after which a session's runs may have changed. */
const telling = new Set(["stopped", "thread", "continued", "terminated"]);

export function registerRunsView(kept: KeptRecordings): Disposable[] {
  const changed = new EventEmitter<undefined>();
  const sessions = new Map<string, DebugSession>();
  const provider: TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: toTreeItem,
    getChildren: async (row) => (row === undefined ? [...await listSessions([...sessions.values()]), ...await listRecordings(kept)] : [...row.children]),
  };
  const view = window.createTreeView("inngest.runs", { treeDataProvider: provider, showCollapseAll: true });
  const refresh = (): void => { if (view.visible) changed.fire(undefined); };
  return [
    changed, view, kept.onChanged(refresh), view.onDidChangeVisibility(refresh),
    debug.onDidStartDebugSession((session) => {
      if (session.type !== "inngest") return;
      sessions.set(session.id, session);
      refresh();
    }),
    debug.onDidTerminateDebugSession(({ id }) => { if (sessions.delete(id)) refresh(); }),
    debug.registerDebugAdapterTrackerFactory("inngest", {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: ({ type, event }: { readonly type: string; readonly event?: string }) => { if (type === "event" && event !== undefined && telling.has(event)) refresh(); },
      }),
    }),
  ];
}

async function listSessions(sessions: readonly DebugSession[]): Promise<Row[]> {
  const rows = await Promise.all(sessions.map(async (session) => {
    try {
      const { runs } = await session.customRequest(listRunsRequest) as RunsAnswer;
      return toSessionRow(session.id, session.name, runs);
    } catch {
      // It has ended meanwhile: its recording comes.
      return undefined;
    }
  }));
  return rows.filter((row) => row !== undefined);
}

async function listRecordings(kept: KeptRecordings): Promise<Row[]> {
  const { readRecordingFile } = await import("../recordings.ts");
  const rows = await Promise.all((await kept.list()).map(async (uri) => {
    const read = await readRecordingFile(uri);
    return "problem" in read ? undefined : toRecordingRow(uri.toString(), read.recording);
  }));
  return rows.filter((row) => row !== undefined);
}

function toTreeItem(row: Row): TreeItem {
  const isLive = row.contextValue === "session" || row.contextValue === "run";
  const expanded = isLive ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(row.label, row.children.length > 0 ? expanded : TreeItemCollapsibleState.None);
  const [icon, colour] = icons[row.status];
  item.id = row.key;
  item.description = row.description;
  item.contextValue = row.contextValue;
  item.iconPath = row.contextValue === "session" ? new ThemeIcon("debug-alt") : new ThemeIcon(icon, new ThemeColor(colour));
  if (row.file !== undefined) item.command = { command: "vscode.open", title: "Open", arguments: [Uri.parse(row.file)] };
  return item;
}
