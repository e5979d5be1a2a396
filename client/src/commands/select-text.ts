import { commands, Position, Selection, Uri, window, type Disposable } from "vscode";
import { selectTextCommand, type TextTarget } from "../../../shared/protocol/commands.ts";

/** Selects the name that a refactor has made up, so that the next key writes over it. */
export function registerSelectText(): Disposable {
  return commands.registerCommand(selectTextCommand, ({ at, length }: TextTarget) => {
    const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === Uri.parse(at.uri).toString());
    if (editor === undefined) return;
    editor.selection = new Selection(new Position(at.line, at.character), new Position(at.line, at.character + length));
  });
}
