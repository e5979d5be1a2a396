/** Asking the user whether a step body may connect, where `network` is `ask`: the adapter's event, and the client's answer. */

/** Launch attribute that a client adds when it shows the question; elsewhere the connection is refused. */
export const networkAttribute = "__network";

/** Event from the adapter: a connection waits for the user. */
export const networkQuestionEvent = "inngest/networkQuestion";

export interface NetworkQuestionBody {
  readonly id: number;
  /** One sentence, as it is to be shown. */
  readonly question: string;
  /** Host, and port where it is no usual one. */
  readonly target: string;
}

/** Request from the client. */
export const networkAnswerRequest = "inngest/networkAnswer";

export interface NetworkAnswerArguments {
  readonly id: number;
  /** `host`: this one and every later connection to the same host until the session ends. */
  readonly answer: "once" | "host" | "refuse";
}
