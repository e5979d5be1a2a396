/** What the language server and its types process say to one another, as JSON over Node's IPC. */
import type { TypeFacts } from "../../../shared/analysis/type-facts.ts";

/** Server to types process. A question puts an end to the one before it, finished or not. */
export interface Question {
  readonly id: number;
  /** Documents of the editor that differ from what was last sent; without a text they were closed. */
  readonly texts: readonly { readonly path: string; readonly version: number; readonly text?: string }[];
  /** Files that were seen to change on the disk. */
  readonly changed: readonly string[];
  /** Files came or went, or a configuration changed. */
  readonly structure: boolean;
  /** Files to read, the most urgent first. */
  readonly files: readonly string[];
}

/** Types process to server; `done` ends the answers to a question. */
export type Answer =
  | { readonly kind: "facts"; readonly id: number; readonly path: string; readonly facts: TypeFacts }
  | { readonly kind: "done"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
