/** Diagnostics of a file as they are told. */
import { createHash } from "node:crypto";
import type { Diagnostic } from "vscode-languageserver";

/** Diagnostics with an id that is the same exactly when they are the same. */
export interface Report {
  readonly resultId: string;
  readonly items: Diagnostic[];
}

export function toReport(items: Diagnostic[]): Report {
  return { resultId: createHash("sha1").update(JSON.stringify(items)).digest("base64url"), items };
}
