/** Text from user data, made safe to show in a terminal or a debug view. */
import { escapeUnsafe, escapeUnsafeLines } from "../../../shared/text/unsafe.ts";

/** One line without control characters, at most `limit` UTF-16 units long. */
export function toPrintable(text: string, limit = 1_000): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const safe = escapeUnsafe(cut);
  return cut === text ? safe : `${safe}… (${(text.length - limit).toLocaleString("en-US")} more characters)`;
}

/** A quoted string as JavaScript would write it, without control characters, shortened after `limit` units. */
export function toQuoted(text: string, limit: number): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const safe = escapeUnsafe(JSON.stringify(cut));
  return cut === text ? safe : `${safe}… (${(text.length - limit).toLocaleString("en-US")} more characters)`;
}

// eslint-disable-next-line no-control-regex -- escape sequences are made of controls.
const terminalSequence = /\u001b\[[0-9;]*m|\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][\s\S]*?(?:\u0007|\u001b\\)|[ -/]*[0-~])?|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f]/g;
// eslint-disable-next-line no-control-regex -- see above.
const colour = /^\u001b\[[0-9;]*m$/;

/** The program's own console output: colours stay, every other terminal sequence goes. */
export function toConsoleText(text: string): string {
  return text.replace(terminalSequence, (sequence) => (colour.test(sequence) ? sequence : ""));
}

/** Text of several lines, at most `limit` UTF-16 units of it, without terminal sequences; where it can mislead, written out. */
export function toBounded(text: string, limit = 10_000): string {
  const safe = escapeUnsafeLines(text.slice(0, limit).replaceAll("\r\n", "\n").replace(terminalSequence, ""));
  return text.length > limit ? `${safe}… (${(text.length - limit).toLocaleString("en-US")} more characters)` : safe;
}

/** Whether `name` can stand after a dot. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** `["key"]`, as a path takes it. */
export const toBracket = (key: string): string => `[${escapeUnsafe(JSON.stringify(key))}]`;

/** `base.key`, or `base["key"]` where the key is not an identifier. */
export function toPropertyPath(base: string, key: string): string {
  return isIdentifier(key) ? `${base}.${key}` : base + toBracket(key);
}

/** The closest of `known` to `name`, if it is a slip of the keyboard away. */
export function findSimilar(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
