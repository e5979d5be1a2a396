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

export const functionsOf = (file: string): string => `the functions of ${file}`;
