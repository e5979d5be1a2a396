/** Why a text is no expression, in words for people who know JavaScript, and what to write instead. */
import { named } from "../../text/named.ts";
import { parseCel } from "./cel.ts";
import { blankStrings } from "./quotes.ts";

/** Offsets are of the text. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export interface CelFinding {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** `sure` where the change is what was meant, and not one of several ways out. */
  readonly fix?: { readonly title: string; readonly changes: readonly TextChange[]; readonly sure: boolean };
}

interface Foreign {
  readonly pattern: RegExp;
  readonly message: (written: string) => string;
  readonly instead?: (written: string) => string;
}

/** What other languages write, most telling first. Strings are blanked out before these are looked for. */
const FOREIGN: readonly Foreign[] = [
  { pattern: /[=!]==/g, message: (written) => `\`${written}\` is JavaScript's; an expression compares with \`${written.slice(0, 2)}\``, instead: (written) => written.slice(0, 2) },
  { pattern: /=>/g, message: () => "an expression has no arrow functions; a macro names its variable first, `items.exists(item, item.price > 10)`" },
  { pattern: /\?\.(?=\s*[A-Za-z_])/g, message: () => "an expression has no `?.`; a key that is missing is null", instead: () => "." },
  { pattern: /\?\?/g, message: () => "an expression has no `??`; write `has(a.b) ? a.b : c`" },
  { pattern: /(?<![=!<>])=(?![=>])/g, message: () => "an expression compares with `==`", instead: () => "==" },
  { pattern: /(?<=[\s)])(?:and|AND)(?=[\s(!])/g, message: (written) => `an expression has no \`${written}\`; write \`&&\``, instead: () => "&&" },
  { pattern: /(?<=[\s)])(?:or|OR)(?=[\s(!])/g, message: (written) => `an expression has no \`${written}\`; write \`||\``, instead: () => "||" },
  { pattern: /(?<=^|[\s(])(?:not|NOT)\s+(?=[\w(])/g, message: () => "an expression has no `not`; write `!`", instead: () => "!" },
  { pattern: /(?<!&)&(?!&)/g, message: () => "an expression has no `&`; write `&&`", instead: () => "&&" },
  { pattern: /(?<!\|)\|(?!\|)/g, message: () => "an expression has no `|`; write `||`", instead: () => "||" },
  { pattern: /;\s*$/g, message: () => "an expression ends without a `;`", instead: () => "" },
];

/** What the language has and this parser has not: `.5`, `.event` and `Name{key: 1}`. */
const rare = /(?:^|[^\w\])"'\s])\s*\.\w|\w\s*\{/;

/** undefined for an expression, for an empty text, and for what this parser alone may not know. */
export function findSyntaxProblem(text: string): CelFinding | undefined {
  if (text.trim() === "") return undefined;
  const parsed = parseCel(text);
  if (!("problem" in parsed)) return undefined;
  // Quoted names are newer than the parser.
  if (text.includes("`")) return undefined;
  const { strings, open } = blankStrings(text);
  if (open !== undefined) return { start: open, end: text.length, message: "a string is not closed in this expression" };
  for (const { pattern, message, instead } of FOREIGN) {
    const found = [...strings.matchAll(pattern)];
    const [first] = found;
    if (!first) continue;
    const changes = instead ? found.map(({ 0: written, index }) => ({ start: index, end: index + written.length, newText: instead(written) })) : [];
    const mended = apply(text, changes);
    return {
      start: first.index, end: first.index + first[0].trimEnd().length, message: message(first[0].trim()),
      ...(instead && !("problem" in parseCel(mended)) ? { fix: { title: instead(first[0]) === "" ? `Remove ${named(first[0].trim())}` : `Change to ${named(instead(first[0]))}`, changes, sure: true } } : {}),
    };
  }
  if (rare.test(strings)) return undefined;
  const { start, end, message } = parsed.problem;
  if (text.slice(start).trim() === "") return { start: Math.max(0, text.trimEnd().length - 1), end: text.trimEnd().length, message: /RPAREN|RBRACK|RBRACE/.test(message) ? "a bracket is not closed in this expression" : "this expression ends before it is complete" };
  return { start, end: Math.max(end, start + 1), message: `this is not an expression: \`${text.slice(start, Math.max(end, start + 1)).trim()}\` is unexpected here` };
}

function apply(text: string, changes: readonly TextChange[]): string {
  return [...changes].sort((a, b) => b.start - a.start).reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);
}
