/** The Inngest Steps view beside the call stack: where a run stands among its steps, with a check box to stop before each. */
import {
  debug, EventEmitter, Location, Position, Range, SourceBreakpoint, ThemeColor, ThemeIcon, TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState, Uri, window, type Disposable,
  type TreeDataProvider,
} from "vscode";
import type { StepPlace } from "../../../shared/protocol/steps.ts";
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
    changed, view, steps.onChanged(refresh), view.onDidChangeVisibility(refresh), debug.onDidChangeBreakpoints(refresh),
    view.onDidChangeCheckboxState(({ items }) => { for (const [{ place }, state] of items) if (place !== undefined) setBreakpoint(place, state === TreeItemCheckboxState.Checked); }),
  ];
}

const isBreakpointAt = (place: StepPlace) => {
  const uri = Uri.file(place.path).toString();
  return (breakpoint: unknown): breakpoint is SourceBreakpoint =>
    breakpoint instanceof SourceBreakpoint && breakpoint.location.uri.toString() === uri && breakpoint.location.range.start.line === place.line - 1;
};

/** An ordinary line breakpoint, so that the editor's margin and the Breakpoints view show the same. */
function setBreakpoint(place: StepPlace, isWanted: boolean): void {
  const present = debug.breakpoints.filter(isBreakpointAt(place));
  if (isWanted && present.some(({ enabled }) => enabled)) return;
  if (present.length > 0) debug.removeBreakpoints(present);
  if (isWanted) debug.addBreakpoints([new SourceBreakpoint(new Location(Uri.file(place.path), new Position(place.line - 1, 0)))]);
}

function toTreeItem(row: Row): TreeItem {
  const item = new TreeItem(row.label, row.contextValue === "emittedEvents" && row.children.length > 0 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None);
  item.id = row.key;
  item.description = row.description;
  item.tooltip = `${row.label}\n${row.description}`;
  item.contextValue = row.contextValue;
  item.iconPath = new ThemeIcon(row.icon, row.colour === undefined ? undefined : new ThemeColor(row.colour));
  const { place } = row;
  if (place === undefined) return item;
  const position = new Position(place.line - 1, place.column - 1);
  item.command = { command: "vscode.open", title: "Show", arguments: [Uri.file(place.path), { selection: new Range(position, position) }] };
  if (row.contextValue === "step") {
    const isSet = debug.breakpoints.some((breakpoint) => breakpoint.enabled && isBreakpointAt(place)(breakpoint));
    item.checkboxState = { state: isSet ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked, tooltip: isSet ? "Stops before this step" : "Stop before this step" };
  }
  return item;
}
