/** What the views of the side bar have in common. */
import { EventEmitter, Position, Range, Uri, window, type Command, type Disposable, type Event, type TreeDataProvider, type TreeItem } from "vscode";
import type { TreePlace } from "../../../shared/protocol/function-tree.ts";

interface TreeSource<T> {
  readonly id: string;
  find(): Promise<readonly T[]>;
  toItem(row: T): TreeItem;
  readonly onChanged: Event<void>;
}

/** Registers a view. It asks the server only while it is visible; shown, it starts the server. */
export function registerTreeView<T extends { readonly children: readonly T[] }>({ id, find, toItem, onChanged }: TreeSource<T>): Disposable[] {
  const changed = new EventEmitter<undefined>();
  const treeDataProvider: TreeDataProvider<T> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: toItem,
    getChildren: async (row) => [...row === undefined ? await find() : row.children],
  };
  const view = window.createTreeView(id, { treeDataProvider, showCollapseAll: true });
  return [changed, view, onChanged(() => { if (view.visible) changed.fire(undefined); }), view.onDidChangeVisibility(({ visible }) => { if (visible) changed.fire(undefined); })];
}

/** A click on a row shows its place. */
export function showCommand({ uri, line, character }: TreePlace): Command {
  const position = new Position(line, character);
  return { command: "vscode.open", title: "Show", arguments: [Uri.parse(uri), { selection: new Range(position, position) }] };
}
