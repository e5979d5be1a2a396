/** Text from user data may hold what moves a cursor, turns text round or hides it: here it is written out. */

/**
 * C0 and C1 controls, zero-width and invisible marks, bidirectional marks and overrides, line separators, tags, lone
 * surrogates.
 */
// eslint-disable-next-line no-control-regex -- naming them is the point.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const escapeCharacter = (character: string): string => Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");

/** One line: each such character as `\u202e`, which inside a string of JSON or JavaScript means the same. */
export const escapeUnsafe = (text: string): string => text.replace(unsafe, escapeCharacter);

/** As `escapeUnsafe`, for text of several lines: line breaks and tabs stay. */
export const escapeUnsafeLines = (text: string): string => text.replace(unsafe, (character) => (character === "\n" || character === "\t" ? character : escapeCharacter(character)));
