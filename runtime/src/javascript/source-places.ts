/** Places of the bundle in the user's files, by the bundle's inline source map. Lines and columns of the bundle count from 0. */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";
import type { SourcePosition } from "../executor/model.ts";

export type FindSource = (line: number, column: number) => SourcePosition | undefined;

/** Reads the map when it is first asked: most programs run without. */
export function createSourceFinder(bundle: string): FindSource {
  let map: SourceMap | undefined;
  return (line, column) => {
    map ??= readMap(bundle);
    const entry = map.findEntry(line, column);
    if (!("originalSource" in entry) || !entry.originalSource.startsWith("file:")) return undefined;
    return { path: fileURLToPath(entry.originalSource), line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
}

function readMap(bundle: string): SourceMap {
  const text = readFileSync(bundle, "utf8");
  const encoded = text.slice(text.lastIndexOf("base64,") + "base64,".length);
  return new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as SourceMapPayload);
}
