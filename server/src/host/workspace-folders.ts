/** Folders of a workspace, the package.json files in them, and which paths lie where somebody writes. */
import { isSkippedPath } from "./source-paths.ts";
import type { ListFolder } from "./source-paths.ts";

export class WorkspaceFolders {
  readonly roots = new Set<string>();
  /** Paths of package.json files. */
  readonly manifests = new Set<string>();
  readonly #list: ListFolder;

  constructor(list: ListFolder) {
    this.#list = list;
  }

  isBelow(path: string): boolean {
    for (const root of this.roots) if (liesBelow(path, root)) return true;
    return false;
  }

  /** Below a root, and in no folder of packages or outputs. */
  has(path: string): boolean {
    return this.#rootsOf(path).some((root) => !isSkippedPath(path, root, this.#list));
  }

  isSkipped(path: string): boolean {
    return path.includes("/node_modules/") || this.#rootsOf(path).some((root) => isSkippedPath(path, root, this.#list));
  }

  #rootsOf(path: string): string[] {
    return [...this.roots].filter((root) => liesBelow(path, root));
  }

  /** False where it was none. */
  removeRoot(root: string): boolean {
    if (!this.roots.delete(root)) return false;
    for (const manifest of this.manifests) if (!this.has(manifest)) this.manifests.delete(manifest);
    return true;
  }

  addManifest(path: string): void {
    if (this.has(path)) this.manifests.add(path);
  }
}

function liesBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.charAt(folder.length) === "/" || folder.endsWith("/"));
}
