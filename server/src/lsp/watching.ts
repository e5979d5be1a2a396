/** What the server asks the editor to watch, and what it makes of the answers. */
import { FileChangeType, WatchKind } from "vscode-languageserver";
import type { DidChangeWatchedFilesParams, FileSystemWatcher, RenameFilesParams } from "vscode-languageserver";
import type { FileEvent } from "../host/file-events.ts";
import type { Workspace } from "../host/workspace.ts";
import { recordingExtension } from "./recorded-runs.ts";
import { toPath } from "./uris.ts";

export const watchers: readonly FileSystemWatcher[] = [
  { globPattern: "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}" },
  // Any may be the schema of an event.
  { globPattern: "**/*.json" },
  { globPattern: "**/{package-lock.json,pnpm-lock.yaml,yarn.lock,bun.lock,bun.lockb}" },
  { globPattern: "**/node_modules/inngest/package.json" },
  { globPattern: `**/*${recordingExtension}` },
  // A folder that goes away is reported by its own name alone.
  { globPattern: "**/*", kind: WatchKind.Delete },
];

const kinds: Readonly<Record<FileChangeType, FileEvent["kind"]>> = {
  [FileChangeType.Created]: "created",
  [FileChangeType.Changed]: "changed",
  [FileChangeType.Deleted]: "deleted",
};

/** A rename is told by the editor that does it, files and folders alike: not every editor watches, and none at once. */
export const toWatched = ({ files }: RenameFilesParams): DidChangeWatchedFilesParams => ({
  changes: files.flatMap(({ oldUri, newUri }) => [{ uri: oldUri, type: FileChangeType.Deleted }, { uri: newUri, type: FileChangeType.Created }]),
});

const lockFile = /\/(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/;

/** @returns Whether anything may have changed for the analysis. */
export function applyWatched(workspace: Workspace, { changes }: DidChangeWatchedFilesParams): boolean {
  const before = workspace.version;
  const events = changes.map(({ uri, type }): FileEvent => ({ path: toPath(uri), kind: kinds[type] }));
  workspace.filesChanged(events.filter(({ path }) => !lockFile.test(path) && !path.endsWith(recordingExtension) && (!path.includes("/node_modules/") || path.endsWith("/inngest/package.json"))));
  if (events.some(({ path }) => lockFile.test(path) || path.endsWith("/node_modules"))) workspace.packagesChanged();
  return workspace.version !== before;
}
