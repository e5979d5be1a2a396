/** What can be said of a file without parsing it: whether it may concern Inngest, and which modules it names. */

/**
 * `strong`: names Inngest. `weak`: uses something that an Inngest client, its step tools or its events could have, which
 * counts only if the file imports a module that leads to Inngest. `none`: neither.
 */
export type Mention = "strong" | "weak" | "none";

const strong = "inngest";
/** One search for all of it: over bytes read as Latin-1 it is twice as fast as one for each. */
const any = /inngest|\.send\(|sendEvent\(|createFunction\(|\.endpoint\(|step\.|event\.data/;

export function mentionIn(source: string | Buffer): Mention {
  const text = typeof source === "string" ? source : source.toString("latin1");
  if (!any.test(text)) return "none";
  return text.includes(strong) ? "strong" : "weak";
}

const imports = /\b(?:from|import|require)\s*\(?\s*(["'])([^"'\n]+)\1/g;
const reExports = /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*(["'])([^"'\n]+)\1/g;

/** Specifiers of everything imported or re-exported. Text inside strings and comments may add some: harmless, they lead nowhere. */
export function specifiersIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(imports), (match) => match[2] ?? ""))];
}

/** Specifiers of `export … from`, for files that only pass a client on. */
export function reExportsIn(text: string): string[] {
  if (!text.includes("export")) return [];
  return [...new Set(Array.from(text.matchAll(reExports), (match) => match[2] ?? ""))];
}

/** Whether a file may list functions to serve. Its model is made from what the files of all of them export, so theirs come first. */
export function mayListFunctions(text: string): boolean {
  return /\b(?:serve|connect)/.test(text);
}
