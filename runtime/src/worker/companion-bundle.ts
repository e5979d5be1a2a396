/** How a bundle with companions looks to the process that loads it, and what becomes of a companion that cannot be loaded. */

/** What the module exports when there are companions: they share every module with the program, and load on demand. */
export interface WithCompanions {
  readonly program: unknown;
  readonly companions: readonly (readonly [file: string, load: () => Promise<unknown>])[];
}

/** Functions of companions that were left out, and why. */
export interface Skipped {
  /** For the end of a sentence: `the functions of src/mail.ts`. */
  readonly what: string;
  readonly reason: string;
}

/** One sentence; a file that the reason begins with is named once. */
export function toSkippedText({ what, reason }: Skipped): string {
  const file = what.startsWith(ofFile) ? what.slice(ofFile.length) : undefined;
  if (file === undefined || !reason.startsWith(file)) return `events will not start ${what}: ${reason}`;
  const rest = reason.slice(file.length);
  return `events will not start ${what}${rest.startsWith(":") ? "" : ", which"}${rest}`;
}

const ofFile = "the functions of ";
export const functionsOf = (file: string): string => ofFile + file;
