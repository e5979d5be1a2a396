/**
 * Every function of the workspace with its triggers and steps, for the editor's Functions view. The client asks when the
 * view is shown; the server says when the answer has changed.
 */
export const functionTreeRequest = "inngest/functionTree";

/** From the server, without parameters: the last answer to `functionTreeRequest` is out of date. */
export const functionTreeChanged = "inngest/functionTreeChanged";

/** A place in a file. Line and character count from 0. */
export interface TreePlace {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

export interface FunctionTreeLeaf {
  /** What stands in the view: an event's name, a schedule, a step's id. */
  readonly label: string;
  /** `event`, `cron`, `invoke`; for a step its tool: `run`, `sendEvent`, … */
  readonly tool: string;
  readonly place: TreePlace;
}

export interface FunctionTreeNode {
  /** Id as written in `createFunction`; left out where it cannot be read from the text. */
  readonly id?: string;
  readonly label: string;
  readonly place: TreePlace;
  readonly triggers: readonly FunctionTreeLeaf[];
  /** In source order, each call once. */
  readonly steps: readonly FunctionTreeLeaf[];
}

/** Ordered by label. */
export type FunctionTree = readonly FunctionTreeNode[];
