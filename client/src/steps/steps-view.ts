/** The Inngest Steps view beside the call stack: where a run stands among its steps, with a check box to stop before each. */
import {
  debug, EventEmitter, Position, Range, ThemeColor, ThemeIcon, TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState, Uri, window, type Disposable, type TreeDataProvider,
} from "vscode";
import { registerToggleStepBreakpoint } from "../commands/toggle-step-breakpoint.ts";
import { findFocusedRow } from "../views/focused-row.ts";
import { hasBreakpoint, setBreakpoint } from "./step-breakpoints.ts";
import { toRows, toTitle, type Row } from "./step-rows.ts";
import type { WatchedSteps } from "./watch-steps.ts";

export function registerStepsView(steps: WatchedSteps): Disposable[] {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: toTreeItem,
    getChildren: (row) => {
      const run = steps.current();
      return row === undefined ? (run === undefined ? [] : toRows(run)) : [...row.children];
    },
  };
  const view = window.createTreeView("inngest.steps", { treeDataProvider: provider, manageCheckboxStateManually: true });
  const refresh = (): void => {
    const run = steps.current();
    view.description = run === undefined ? "" : toTitle(run);
    if (view.visible) changed.fire(undefined);
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
  if (row.contextValue === "step") {
    const isSet = hasBreakpoint(place);
    item.checkboxState = { state: isSet ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked, tooltip: isSet ? "Stops before this step" : "Stop before this step" };
  }
  return item;
}
