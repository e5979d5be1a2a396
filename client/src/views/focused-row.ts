import { commands, type TreeView } from "vscode";

/** The row that has the keyboard's focus. The API tells only which rows are selected, and a key moves the focus alone; toggled twice, its selection is as it was. */
export async function findFocusedRow<T>(view: TreeView<T>): Promise<T | undefined> {
  const before = view.selection;
  await commands.executeCommand("list.toggleSelection");
  const after = view.selection;
  await commands.executeCommand("list.toggleSelection");
  return after.find((row) => !before.includes(row)) ?? before.find((row) => !after.includes(row));
}
