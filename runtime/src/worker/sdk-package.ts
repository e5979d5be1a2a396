/** Facts about an installed copy of the SDK, read from its folder: `inngest/package.json` is not among its exports. */
import { readFileSync } from "node:fs";
import path from "node:path";

export interface SdkPackage {
  readonly version: string;
  readonly folder: string;
}

/** `file`: any file of the package. */
export function readSdkPackage(file: string): SdkPackage {
  for (let folder = path.dirname(file); path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    const found = readName(path.join(folder, "package.json"));
    if (found?.name === "inngest" && typeof found.version === "string") return { version: found.version, folder };
  }
  return { version: "of unknown version", folder: path.dirname(file) };
}

function readName(file: string): { readonly name?: unknown; readonly version?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { readonly name?: unknown; readonly version?: unknown };
  } catch {
    return undefined;
  }
}
