/**
 * Which functions a file creates. The client asks when a debug session has to choose a function and an event; the
 * language server answers from its analysis.
 */
export const functionsRequest = "inngest/functions";

export interface FunctionsParams {
  /** URI of the file. */
  readonly uri: string;
}

/** One function of the file, in source order. Lines count from 0. */
export interface FunctionSummary {
  /** Id as written in `createFunction`; functions whose id cannot be read from the text are left out. */
  readonly id: string;
  readonly startLine: number;
  readonly endLine: number;
  /** The events that start it, wildcards included; empty for cron and invoke-only functions. */
  readonly triggers: readonly FunctionTriggerSummary[];
}

export interface FunctionTriggerSummary {
  readonly event: string;
  /** `data` of a sample event, as declared, else as listeners read and senders give it; an empty object where nothing tells. */
  readonly sample: { readonly [key: string]: unknown };
}

export type FunctionsResult = readonly FunctionSummary[];
