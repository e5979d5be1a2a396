import { Uri, workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent } from "vscode";
import { dependsOnInngest, importsInngest, languages } from "./inngest-import.ts";

/**
 * Calls `found` once, as soon as Inngest is seen: in a package.json at the root of the workspace or above an open file,
 * in an open file's imports, or in a line being typed. Until then it holds a few listeners and nothing else: a
 * workspace without Inngest pays no more.
 */
export function onceInngestIsFound(found: () => void): Disposable {
  const listeners: Disposable[] = [];
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    for (const listener of listeners.splice(0)) listener.dispose();
  };
  const report = (): void => {
    if (stopped) return;
    stop();
    found();
  };

  const manifests = new Map<string, Promise<boolean>>();
  const lookInFolder = async (folder: Uri): Promise<void> => {
    const key = folder.toString();
    let depends = manifests.get(key);
    if (depends === undefined) manifests.set(key, depends = hasInngestManifest(folder));
    if (await depends) report();
  };
  const lookInFolders = (): void => { for (const { uri } of workspace.workspaceFolders ?? []) void lookInFolder(uri); };
  const look = (document: TextDocument): void => {
    if (!isSource(document)) return;
    if (importsInngest(document.getText())) report();
    else for (const folder of foldersAbove(document.uri)) void lookInFolder(folder);
  };

  listeners.push(
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeTextDocument((change) => { if (isSource(change.document) && touchesImport(change) && importsInngest(change.document.getText())) report(); }),
    workspace.onDidChangeWorkspaceFolders(lookInFolders),
    workspace.onDidSaveTextDocument((document) => { if (document.uri.path.endsWith("/package.json") && dependsOnInngest(document.getText())) report(); }),
  );
  for (const document of workspace.textDocuments) if (!stopped) look(document);
  if (!stopped) lookInFolders();
  return { dispose: stop };
}

function isSource(document: TextDocument): boolean {
  return languages.includes(document.languageId);
}

/** Only lines that name Inngest can bring an import; reading the whole text at each key would not be cheap. */
function touchesImport({ document, contentChanges }: TextDocumentChangeEvent): boolean {
  return contentChanges.some(({ range, text }) => text.includes("nngest") || document.lineAt(Math.min(range.start.line, document.lineCount - 1)).text.includes("nngest"));
}

/** Folders from a file's own up to its workspace folder, exclusive: that one is read anyway. */
function foldersAbove(file: Uri): Uri[] {
  const root = workspace.getWorkspaceFolder(file)?.uri.path;
  const folders: Uri[] = [];
  if (root === undefined) return folders;
  for (let folder = Uri.joinPath(file, ".."); folder.path.length > root.length; folder = Uri.joinPath(folder, "..")) folders.push(folder);
  return folders;
}

async function hasInngestManifest(folder: Uri): Promise<boolean> {
  try {
    return dependsOnInngest(new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, "package.json"))));
  } catch {
    // A folder without a package.json says nothing about Inngest.
    return false;
  }
}
