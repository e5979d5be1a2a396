import { createHash } from "node:crypto";
import path from "node:path";
import type { ScanJob } from "../host/scan.ts";

/** Where the index of a workspace is kept, for who reads it. */
export function indexPlace(storageFolder: string, roots: readonly string[], version: string): NonNullable<ScanJob["index"]> {
  const digest = createHash("sha256").update([...roots].sort().join("\n")).digest("hex");
  return { file: path.join(storageFolder, `${digest.slice(0, 24)}.index`), version };
}
