import { Uri, type ExtensionContext } from "vscode";

/** Where the recordings of this workspace's debug sessions are kept, in the editor's own storage. */
export function recordingsFolder({ storageUri, globalStorageUri }: ExtensionContext): Uri {
  return Uri.joinPath(storageUri ?? globalStorageUri, "runs");
}
