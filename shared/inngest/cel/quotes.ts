/** Strings inside the text of an expression. */

/** The text with what stands in strings as blanks of the same length; `open` is where a string starts that never ends. */
export function blankStrings(text: string): { readonly strings: string; readonly open: number | undefined } {
  let open: number | undefined;
  const strings = text.replaceAll(/(["'])(?:\\[\s\S]|(?!\1)[^\\\n])*(\1?)/g, (whole, quote: string, close: string, at: number) => {
    if (close === "") open ??= at;
    return quote + " ".repeat(Math.max(0, whole.length - 2)) + (whole.length > 1 ? quote : "");
  });
  return { strings, open };
}

/** Whether an offset lies in a string. */
export function isInString(text: string, at: number): boolean {
  return blankStrings(text.slice(0, at)).open !== undefined;
}
