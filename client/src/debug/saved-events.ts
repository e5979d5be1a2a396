/** Events kept as JSON in `.inngest/events` of a package, each named by its function or as its author likes. */
import path from "node:path";
import { Uri, workspace } from "vscode";

export const isSavedEvent = (uri: Uri): boolean => uri.scheme === "file" && /\/\.inngest\/events\/[^/]+\.json$/.test(uri.path);

/** `user-onboarding` of `…/.inngest/events/user-onboarding.json`. */
export const nameOfSavedEvent = (uri: Uri): string => path.posix.basename(uri.path, ".json");

/** The name of a function's event: its id, where that can be a file's name. */
export const toEventName = (functionId: string): string => functionId.replaceAll(/[^\w.-]+/g, "-");

/** The file of a function's event, whether it is there or not: in the folder of the nearest package.json. */
export async function toEventFile(program: Uri, functionId: string): Promise<Uri> {
  const name = toEventName(functionId);
  for (let folder = Uri.joinPath(program, ".."); ; folder = Uri.joinPath(folder, "..")) {
    const isRoot = folder.path === Uri.joinPath(folder, "..").path;
    if (isRoot || await exists(Uri.joinPath(folder, "package.json"))) return Uri.joinPath(isRoot ? Uri.joinPath(program, "..") : folder, ".inngest", "events", `${name}.json`);
  }
}

export const exists = (uri: Uri): Promise<boolean> => Promise.resolve(workspace.fs.stat(uri)).then(() => true, () => false);
