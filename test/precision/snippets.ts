/**
 * The precision corpus: code in the shapes in which people write it, as text. A file holds several snippets, each after
 * a line `=== title`; a snippet is a fixture of the rules' test driver, whose `$0` and labels it does not use.
 */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

export interface Snippet {
  /** `file: title`, to be found by. */
  readonly name: string;
  readonly text: string;
}

/** Snippets of `test/precision/<folder>/*.txt`, in the order of names. */
export function readSnippets(folder: string): Snippet[] {
  const directory = path.join(import.meta.dirname, folder);
  return readdirSync(directory).filter((file) => file.endsWith(".txt")).sort().flatMap((file) => {
    const [before = "", ...parts] = readFileSync(path.join(directory, file), "utf8").split(/^=== /m);
    if (before.trim() !== "") throw new Error(`${folder}/${file} has text before its first snippet`);
    return parts.map((part) => {
      const end = part.indexOf("\n");
      return { name: `${file}: ${part.slice(0, end)}`, text: part.slice(end + 1) };
    });
  });
}
