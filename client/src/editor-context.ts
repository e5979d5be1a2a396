import { commands, window, workspace, type Disposable, type TextDocument } from "vscode";
import { languages, mayCreateFunction } from "./inngest-import.ts";

/** Keeps the context key `inngest.editorHasFunctions` true while the active editor may create functions. */
export function trackEditorContext(): Disposable[] {
  let shown: boolean | undefined;
  const update = (): void => {
    const document = window.activeTextEditor?.document;
    const has = document !== undefined && hasFunctions(document);
    if (has === shown) return;
    shown = has;
    void commands.executeCommand("setContext", "inngest.editorHasFunctions", has);
  };
  update();
  return [window.onDidChangeActiveTextEditor(update), workspace.onDidOpenTextDocument(update), workspace.onDidSaveTextDocument(update)];
}

function hasFunctions(document: TextDocument): boolean {
  return languages.includes(document.languageId) && mayCreateFunction(document.getText());
}
