/** The Inngest Steps view beside the call stack: where a run stands among its steps, with a check box to stop before each. */
import {
  debug, EventEmitter, Position, Range, ThemeColor, ThemeIcon, TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState, Uri, window, type Disposable, type TreeDataProvider,
} from "vscode";
import { registerToggleStepBreakpoint } from "../commands/toggle-step-breakpoint.ts";
import { findFocusedRow } from "../views/focused-row.ts";
import { hasBreakpoint, setBreakpoint } from "./step-breakpoints.ts";
import { updateRows } from "./shown-rows.ts";
import { toRows, toTitle, type Row } from "./step-rows.ts";
import type { WatchedSteps } from "./watch-steps.ts";

export function registerStepsView(steps: WatchedSteps): Disposable[] {
  const changed = new EventEmitter<Row[] | undefined>();
  /** What the editor has. */
  let shown: readonly Row[] = [];
  const read = (): readonly Row[] => {
    const run = steps.current();
    return run === undefined ? [] : toRows(run, hasBreakpoint);
  };
  const provider: TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: toTreeItem,
    getChildren: (row) => [...row?.children ?? (shown = read())],
  };
  const view = window.createTreeView("inngest.steps", { treeDataProvider: provider, manageCheckboxStateManually: true });
  const refresh = (): void => {
    const run = steps.current();
    view.description = run === undefined ? "" : toTitle(run);
    if (!view.visible) return;
    const rows = updateRows(shown, read());
    if (rows === undefined || rows.length > 0) changed.fire(rows === undefined ? undefined : [...rows]);
  };
  return [
    changed, view, registerToggleStepBreakpoint(() => findFocusedRow(view)), steps.onChanged(refresh), view.onDidChangeVisibility(refresh), debug.onDidChangeBreakpoints(refresh),
    view.onDidChangeCheckboxState(({ items }) => { for (const [{ place }, state] of items) if (place !== undefined) setBreakpoint(place, state === TreeItemCheckboxState.Checked); }),
  ];
}

function toTreeItem(row: Row): TreeItem {
  const item = new TreeItem(row.label, row.contextValue === "emittedEvents" && row.children.length > 0 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None);
  item.id = row.key;
  item.description = row.description;
  item.tooltip = row.spoken;
  item.accessibilityInformation = { label: row.spoken };
  item.contextValue = row.contextValue;
  item.iconPath = new ThemeIcon(row.icon, row.colour === undefined ? undefined : new ThemeColor(row.colour));
  const { place } = row;
  if (place === undefined) return item;
  const position = new Position(place.line - 1, place.column - 1);
  item.command = { command: "vscode.open", title: "Show", arguments: [Uri.file(place.path), { selection: new Range(position, position) }] };
  if (row.checked === true) item.checkboxState = { state: TreeItemCheckboxState.Checked, tooltip: "Stops before this step" };
  else if (row.checked === false) item.checkboxState = { state: TreeItemCheckboxState.Unchecked, tooltip: "Stop before this step" };
  return item;
}
