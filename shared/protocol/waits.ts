/** Requests of the client to a debug session beyond the protocol's own: what a stopped run waits for, and how it may end. */

/** Asks what a stopped thread waits for; refused where it stands before no wait. */
export const waitRequest = "inngestWait";

export interface WaitAnswer {
  /** Id of the step. */
  readonly step: string;
  readonly kind: "event" | "signal" | "invoke";
  /** Name of the event or the signal, else the step's id. */
  readonly waitsFor: string;
  /** JSON of what would end it. */
  readonly answer: string;
}

/** Lets a run wait while every other run goes on. */
export const continueOthersRequest = "inngestContinueOthers";

/** Arguments of both. */
export interface ThreadArguments {
  readonly threadId: number;
}
