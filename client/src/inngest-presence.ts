import { Uri, workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent } from "vscode";
import { dependsOnInngest, importsInngest, languages } from "./inngest-import.ts";

/**
 * Calls `found` once, as soon as Inngest is seen: in an open document, in a folder's package.json, or in a line being
 * typed. Until then it holds three listeners and nothing else; a workspace without Inngest pays no more.
 */
export function onceInngestIsFound(found: () => void): Disposable {
  const listeners: Disposable[] = [];
  const stop = (): void => { for (const listener of listeners.splice(0)) listener.dispose(); };
  let done = false;
  const report = (): void => {
    if (done) return;
    done = true;
    stop();
    found();
  };
  const look = (document: TextDocument): void => { if (isSource(document) && importsInngest(document.getText())) report(); };

  listeners.push(
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeTextDocument((change) => { if (isSource(change.document) && touchesImport(change)) look(change.document); }),
    workspace.onDidChangeWorkspaceFolders(() => void lookInFolders(report)),
  );
  for (const document of workspace.textDocuments) look(document);
  void lookInFolders(report);
  return { dispose: () => { done = true; stop(); } };
}

function isSource(document: TextDocument): boolean {
  return languages.includes(document.languageId);
}

/** Only lines that name Inngest can bring an import; reading the whole text at each key would not be cheap. */
function touchesImport({ document, contentChanges }: TextDocumentChangeEvent): boolean {
  return contentChanges.some(({ range, text }) => text.includes("inngest") || document.lineAt(Math.min(range.start.line, document.lineCount - 1)).text.includes("inngest"));
}

async function lookInFolders(report: () => void): Promise<void> {
  for (const { uri } of workspace.workspaceFolders ?? []) {
    try {
      if (dependsOnInngest(new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(uri, "package.json"))))) return report();
    } catch {
      // A folder without a package.json says nothing about Inngest.
    }
  }
}
