/** Commands that cross from the language server's lenses to the client: the server names them, the client registers them. */
import type { TreePlace } from "./function-tree.ts";

export const runFunctionCommand = "inngest.runFunction";
export const debugFunctionCommand = "inngest.debugFunction";

/** Shows places in the editor's list of references. Its argument is `PlacesTarget`. */
export const showPlacesCommand = "inngest.showPlaces";

/** The places behind a lens, and where the list opens; without places, where to go. */
export interface PlacesTarget {
  readonly at: TreePlace;
  readonly places: readonly TreePlace[];
}

/** Selects text, for the user to write over. Its argument is `TextTarget`. */
export const selectTextCommand = "inngest.selectText";

export interface TextTarget {
  readonly at: TreePlace;
  /** In UTF-16 code units, on one line. */
  readonly length: number;
}

/** The one argument of the first two commands, from a lens or a view. Without it they take the active editor and its cursor. */
export interface FunctionTarget {
  /** URI of the file that creates the function. */
  readonly uri: string;
  /** Id as written in `createFunction`; left out where it cannot be read from the text. */
  readonly functionId?: string;
}

/** Reads a command's argument. Editor menus and key bindings pass arguments of their own, which say nothing here. */
export function toFunctionTarget(argument: unknown): FunctionTarget | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const { uri, functionId } = argument as Readonly<Record<string, unknown>>;
  if (typeof uri !== "string") return undefined;
  return typeof functionId === "string" ? { uri, functionId } : { uri };
}
