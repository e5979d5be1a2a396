/** What can be said of a file without parsing it: whether it may concern Inngest, and which modules it names. */

/**
 * `strong`: names Inngest. `weak`: uses something that an Inngest client, its step tools or its events could have, which
 * counts only if the file imports a module that leads to Inngest. `none`: neither.
 */
export type Mention = "strong" | "weak" | "none";

/** A word, and a part of it that begins with a letter rare in code: the search stops at each such letter, so it is looked for first. */
interface Token {
  readonly part: string;
  readonly whole: string;
}

const strongToken: Token = { part: "gest", whole: "inngest" };
const weakTokens: readonly Token[] = [
  { part: ".send(", whole: ".send(" }, { part: "Event(", whole: "sendEvent(" }, { part: "Functi", whole: "createFunction(" },
  { part: ".endpoint(", whole: ".endpoint(" }, { part: "step.", whole: "step." }, { part: "event.data", whole: "event.data" },
];

export function mentionIn(source: string | Buffer): Mention {
  const has = ({ part, whole }: Token): boolean => source.includes(part) && source.includes(whole);
  if (has(strongToken)) return "strong";
  return weakTokens.some(has) ? "weak" : "none";
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
