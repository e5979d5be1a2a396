/** What the suite inside an extension host tells the bench outside. */
export interface Activation {
  /** Milliseconds of loading the extension's code and of its `activate`, by the marks that the editor itself sets. */
  readonly activated: number;
  /** The longest time in milliseconds in which the host could do nothing else, in the second and a half from then on. */
  readonly blocked: number;
  /** The same before it, when the host is at rest: what is not ours. */
  readonly blockedBefore: number;
  /** Whether a process of the extension was started. */
  readonly started: boolean;
}

/** Environment variable with the path of the file that the suite writes. */
export const resultVariable = "STEPWISE_BENCH_RESULT";
