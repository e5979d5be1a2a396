/** What client and server tell one another at the start. Nothing here needs the analysis, which is loaded only then. */
import path from "node:path";
import { CodeActionKind, TextDocumentSyncKind } from "vscode-languageserver";
import type { InitializeParams, ServerCapabilities } from "vscode-languageserver";
import type { InitializationOptions } from "../../../shared/protocol/initialization.ts";
import type { ClientAbilities } from "./session.ts";
import { toFileUri, toPath } from "./uris.ts";

export const diagnosticSource = "inngest";

export const fixAllKind = `${CodeActionKind.SourceFixAll}.${diagnosticSource}`;

/** Inside strings editors ask only at these. */
const completionTriggers = ["\"", "'", "`", ".", "/"];

export function serverCapabilities(params: InitializeParams): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    // An edit in one file may mend or break another: editors then ask again for the other open ones.
    diagnosticProvider: { identifier: diagnosticSource, interFileDependencies: true, workspaceDiagnostics: true },
    codeActionProvider: { codeActionKinds: ["quickfix", "refactor.extract", "refactor.rewrite", fixAllKind] },
    hoverProvider: true,
    completionProvider: { triggerCharacters: completionTriggers },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    codeLensProvider: {},
    inlayHintProvider: true,
    documentSymbolProvider: { label: "Inngest" },
    workspaceSymbolProvider: true,
    callHierarchyProvider: optionsOf(params).callHierarchyOnDemand !== true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true }, fileOperations: { didRename: { filters: [{ scheme: "file", pattern: { glob: "**/*" } }] } } },
  };
}

export function readAbilities(params: InitializeParams): ClientAbilities {
  const { workspace, textDocument } = params.capabilities;
  return {
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watching: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    diagnosticRefresh: workspace?.diagnostics?.refreshSupport === true,
    hintRefresh: workspace?.inlayHint?.refreshSupport === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    folders: workspace?.workspaceFolders === true,
    functionCommands: optionsOf(params).functionCommands === true,
    storageFolder: readFolder(optionsOf(params).storageFolder),
    recordingsFolder: readFolder(optionsOf(params).recordingsFolder),
  };
}

function readFolder(folder: unknown): string | undefined {
  return typeof folder === "string" && path.isAbsolute(folder) ? folder : undefined;
}

function optionsOf({ initializationOptions }: InitializeParams): InitializationOptions {
  return (initializationOptions ?? {}) as InitializationOptions;
}

/** Folders of the workspace on a disk. Older editors name one, by its URI or its path, and some leave out what they do not have. */
export function foldersOf({ workspaceFolders, rootUri, rootPath }: Partial<InitializeParams>): string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? [rootUri ?? (typeof rootPath === "string" ? toFileUri(rootPath) : "")];
  return uris.filter((uri) => uri.startsWith("file:")).map(toPath);
}
