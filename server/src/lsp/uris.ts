/** URIs of the editor and paths of the host, both ways. */
import { URI } from "vscode-uri";
import { toSlashes } from "../host/disk.ts";
import { isSourceFile } from "../host/source-paths.ts";

/** Files on a disk, texts never saved, and repositories opened without a checkout. */
const schemes = new Set(["file", "untitled", "vscode-vfs"]);

/** False for the old side of a diff and the like: analysed, it would be a second file that creates the same functions. */
export function isWritten(uri: string): boolean {
  return schemes.has(URI.parse(uri).scheme);
}

/** Documents that are no files get a path of their own, which no disk has: `/^untitled/Untitled-1.ts`. */
export function toPath(uri: string): string {
  const { scheme, authority, path, fsPath } = URI.parse(uri);
  if (scheme === "file") return toSlashes(fsPath);
  const own = `/^${scheme}/${authority === "" ? "" : `${authority}/`}${path.replace(/^\//, "")}`;
  // A text never saved has a language, which is why it has come, and mostly no ending.
  return scheme === "untitled" && !isSourceFile(own) ? `${own}.ts` : own;
}

export function toFileUri(path: string): string {
  return URI.file(path).toString();
}

/** For links in Markdown; `line` counts from 1. */
export function toLineLink(path: string, line: number): string {
  return `${toFileUri(path)}#L${String(line)}`;
}
