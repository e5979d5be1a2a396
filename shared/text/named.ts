const MOST = 50;

/** A name or code in the title of a fix: in the quotes that the editor's own titles have, a string without its own, cut to what a menu shows. */
export function named(text: string): string {
  const bare = (/^(["'`])((?:(?!\1).)+)\1$/s.exec(text)?.[2] ?? text).replace(/\s+/g, " ");
  return `'${bare.length > MOST ? `${bare.slice(0, MOST - 1)}…` : bare}'`;
}
