/** The language server as a process of its own, spoken to over Node's IPC channel. */
import { Uri, type ExtensionContext, type LogOutputChannel } from "vscode";
import { LanguageClient, RevealOutputChannelOn, TransportKind, type DocumentFilter } from "vscode-languageclient/node";
import type { InitializationOptions } from "../../shared/protocol/initialization.ts";
import { languages } from "./inngest-import.ts";
import { recordingsFolder } from "./recordings/recordings-folder.ts";

/** Files on a disk, files never saved, and repositories opened without a checkout; not the old sides of a diff. */
const schemes = ["file", "untitled", "vscode-vfs"];

/**
 * A client that is not started yet. The server itself asks for file watching, settings and diagnostics by dynamic
 * registration, so that every editor gets them the same way and nothing of it is repeated here.
 */
export function createLanguageClient(context: ExtensionContext, output: LogOutputChannel): LanguageClient {
  const module = Uri.joinPath(context.extensionUri, "dist", "cli.js").fsPath;
  const initializationOptions: InitializationOptions = { functionCommands: true, callHierarchyOnDemand: true, storageFolder: Uri.joinPath(context.globalStorageUri, "index").fsPath, recordingsFolder: recordingsFolder(context).fsPath };
  return new LanguageClient(
    "inngest",
    "Inngest",
    { module, args: ["lsp"], transport: TransportKind.ipc },
    {
      // What stands in an open package.json counts before it is saved, and a quick fix writes into it.
      documentSelector: [...languages.flatMap((language) => schemes.map((scheme): DocumentFilter => ({ language, scheme }))), { scheme: "file", pattern: "**/package.json" }],
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      diagnosticPullOptions: { onChange: true, onSave: false },
      // Hovers are Markdown made from source text: it may format, never run a command or carry HTML.
      markdown: { isTrusted: false, supportHtml: false },
    },
  );
}
