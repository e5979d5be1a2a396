import { commands, window, workspace, type Disposable, type TextDocument } from "vscode";
import { languages, mayCreateFunction } from "./inngest-import.ts";
import type { ServerLifecycle } from "./server-lifecycle.ts";

export interface EditorContext {
  readonly listeners: readonly Disposable[];
  /** From now on the language server is asked about files whose text does not tell: a call of one's own wrapper creates a function too. */
  follow(server: Pick<ServerLifecycle, "findFunctions">): void;
}

/** Keeps the context key `inngest.editorHasFunctions` true while the active editor may create functions. */
export function trackEditorContext(): EditorContext {
  let server: Pick<ServerLifecycle, "findFunctions"> | undefined;
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
  return {
    listeners: [window.onDidChangeActiveTextEditor(ask), workspace.onDidOpenTextDocument(ask), workspace.onDidSaveTextDocument(ask)],
    follow: (found) => {
      server = found;
      ask();
    },
  };
}

async function createsFunctions(server: Pick<ServerLifecycle, "findFunctions"> | undefined, document: TextDocument): Promise<boolean> {
  try {
    return (await server?.findFunctions(document.uri) ?? []).length > 0;
  } catch {
    // A server that is stopping or gone tells nothing; the next look asks again.
    return false;
  }
}
