import { commands, window, workspace, type Disposable, type TextDocument } from "vscode";
import { languages, mayCreateFunction } from "./inngest-import.ts";
import type { ServerLifecycle } from "./server-lifecycle.ts";

type FunctionSource = Pick<ServerLifecycle, "findFunctions" | "findFunctionTree" | "onFunctionTreeChanged">;

export interface EditorContext extends Disposable {
  /** From now on the language server is asked about files whose text does not tell: a call of one's own wrapper creates a function too. */
  follow(server: FunctionSource): void;
}

/** Keeps the context key `inngest.editorHasFunctions` true while the active editor may create functions. */
export function trackEditorContext(): EditorContext {
  let server: FunctionSource | undefined;
  let shown: boolean | undefined;
  const show = (has: boolean): void => {
    if (has === shown) return;
    shown = has;
    void commands.executeCommand("setContext", "inngest.editorHasFunctions", has);
  };
  const update = async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    if (document === undefined || !languages.includes(document.languageId)) { show(false); return; }
    const { version } = document;
    if (mayCreateFunction(document.getText())) { show(true); return; }
    const has = await createsFunctions(server, document);
    if (document === window.activeTextEditor?.document && document.version === version) show(has);
  };
  const ask = (): void => { void update(); };
  ask();
  const listeners = [window.onDidChangeActiveTextEditor(ask), workspace.onDidOpenTextDocument(ask), workspace.onDidSaveTextDocument(ask)];
  return {
    dispose: () => { for (const each of listeners) each.dispose(); },
    follow: (found) => {
      server = found;
      listeners.push(found.onFunctionTreeChanged(ask));
      ask();
    },
  };
}

async function createsFunctions(server: FunctionSource | undefined, { uri }: TextDocument): Promise<boolean> {
  const creates = async (): Promise<boolean> => (await server?.findFunctions(uri) ?? []).length > 0;
  try {
    if (await creates()) return true;
    // The wrapper's file may not have been read yet. Whoever has asked for all functions is told when there are others.
    await server?.findFunctionTree();
    return await creates();
  } catch {
    // A server that is stopping or gone tells nothing; the next look asks again.
    return false;
  }
}
