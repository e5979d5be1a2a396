/** URIs of the editor and paths of the host, both ways. */
import { URI } from "vscode-uri";
import { toSlashes } from "../host/disk.ts";

/** Documents that are no files get a path of their own, which no disk has: `/^untitled/Untitled-1.ts`. */
export function toPath(uri: string): string {
  const { scheme, authority, path, fsPath } = URI.parse(uri);
  return scheme === "file" ? toSlashes(fsPath) : `/^${scheme}/${authority === "" ? "" : `${authority}/`}${path.replace(/^\//, "")}`;
}

export function toFileUri(path: string): string {
  return URI.file(path).toString();
}

/** For links in Markdown; `line` counts from 1. */
export function toLineLink(path: string, line: number): string {
  return `${toFileUri(path)}#L${String(line)}`;
}
