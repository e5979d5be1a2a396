/** Files that may wrap `createFunction` in a function of their own, and how those who call it are told from their text. */
import path from "node:path";

export interface Maker {
  /** Names by which others may know the file or what it exports. */
  readonly names: readonly string[];
}

/** A function whose id is written out is one of its own; any other id may come from a caller. */
const createdHere = /\.createFunction\(\s*\{\s*(?:name:[^,]*,\s*)?id:\s*(["'])[^"'\n]*\1/g;
const created = /\.createFunction\(/g;
const exported = /\bexport\s+(?:default\s+)?(?:async\s+)?(?:abstract\s+)?(?:function\*?|const|let|var|class)\s+([\w$]+)/g;

/** Undefined where every function of the text is plainly its own. */
export function readMaker(file: string, text: string): Maker | undefined {
  if (!text.includes(".createFunction(") || count(text, created) === count(text, createdHere)) return undefined;
  const name = path.basename(file).replace(/\.[^.]+$/, "");
  return { names: [name === "index" ? path.basename(path.dirname(file)) : name, ...[...text.matchAll(exported)].flatMap(([, each]) => each ?? [])] };
}

/** Whether a text imports something and names one of the makers: too many at worst, which the analysis then looks at. */
export function mentionOf(makers: readonly Maker[]): (text: string) => boolean {
  const names = new Set(makers.flatMap((maker) => maker.names));
  const any = new RegExp(`(?<![\\w$])(?:${[...names].map((name) => name.replace(/\W/g, "\\$&")).join("|")})(?![\\w$])`);
  return (text) => /\b(?:import|require)\b/.test(text) && any.test(text);
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
