/** The Runs view: what runs now and what ran before. Reads nothing while it is not shown. */
import { debug, EventEmitter, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window, workspace, type DebugSession, type Disposable, type TreeDataProvider } from "vscode";
import { listRunsRequest, type RunsAnswer } from "../../../shared/protocol/runs.ts";
import { registerDeleteRecording } from "../commands/delete-recording.ts";
import type { KeptRecordings } from "./kept-recordings.ts";
import { findFocusedRow } from "../views/focused-row.ts";
import { toProblemRow, toRecordingRow, toSessionRow, type Row } from "./run-rows.ts";

const icons: Readonly<Record<Row["word"], readonly [icon: string, colour: string]>> = {
  completed: ["pass", "testing.iconPassed"], failed: ["error", "testing.iconFailed"], cancelled: ["circle-slash", "disabledForeground"],
  running: ["play-circle", "debugIcon.startForeground"], waiting: ["watch", "debugIcon.pauseForeground"], queued: ["watch", "disabledForeground"],
  stopped: ["debug-pause", "debugIcon.pauseForeground"], "not finished": ["circle-outline", "disabledForeground"],
};

/** Events of the protocol after which a session's runs may have changed. */
const telling = new Set(["stopped", "thread", "continued", "terminated"]);

export function registerRunsView(kept: KeptRecordings): Disposable[] {
  const changed = new EventEmitter<undefined>();
  const sessions = new Map<string, DebugSession>();
  const listRecordings = createRecordingsList(kept);
  const provider: TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: toTreeItem,
    getChildren: async (row) => (row === undefined ? [...await listSessions([...sessions.values()]), ...await listRecordings()] : [...row.children]),
  };
  const view = window.createTreeView("inngest.runs", { treeDataProvider: provider, showCollapseAll: true, canSelectMany: true });
  const refresh = (): void => { if (view.visible) changed.fire(undefined); };
  /** What a key means: the row in focus, and all that are selected where it is one of them. */
  const findChosen = async (): Promise<readonly Row[]> => {
    const focused = await findFocusedRow(view);
    return focused === undefined || view.selection.includes(focused) ? view.selection : [focused];
  };
  return [
    changed, view, registerDeleteRecording(kept, findChosen), kept.onChanged(refresh), view.onDidChangeVisibility(refresh),
    // What another window on this workspace has kept meanwhile.
    window.onDidChangeWindowState(({ focused }) => { if (focused) refresh(); }),
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

/** Reads each recording once, however often the view is drawn. A file that cannot be read has a row that says so. */
function createRecordingsList(kept: KeptRecordings): () => Promise<Row[]> {
  let known = new Map<string, Row>();
  return async () => {
    const { readRecordingFile } = await import("../recordings.ts");
    const found = await Promise.all((await kept.list()).map(async (uri): Promise<readonly [version: string, row: Row]> => {
      const file = uri.toString();
      // A session that was restarted writes its file again.
      const version = `${file} ${String(await workspace.fs.stat(uri).then(({ mtime }) => mtime, () => 0))}`;
      const row = known.get(version);
      if (row !== undefined) return [version, row];
      const read = await readRecordingFile(uri);
      return [version, "problem" in read ? toProblemRow(file, read.problem) : toRecordingRow(file, read.recording, Date.now())];
    }));
    known = new Map(found);
    return found.map(([, row]) => row);
  };
}

function toTreeItem(row: Row): TreeItem {
  const isLive = row.contextValue === "session" || row.contextValue === "run";
  const expanded = isLive ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(row.label, row.children.length > 0 ? expanded : TreeItemCollapsibleState.None);
  const [icon, colour] = icons[row.word];
  item.id = row.key;
  item.description = row.description;
  item.contextValue = row.contextValue;
  item.iconPath = row.contextValue === "session" ? new ThemeIcon("debug-alt") : new ThemeIcon(icon, new ThemeColor(colour));
  if (row.file !== undefined) item.command = { command: "vscode.open", title: "Open", arguments: [Uri.parse(row.file)] };
  return item;
}
