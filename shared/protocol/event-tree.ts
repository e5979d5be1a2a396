import type { TreePlace } from "./function-tree.ts";

/**
 * Every event of the workspace with who sends it and who listens, for the editor's Events view. The client asks when the
 * view is shown; the server says when the answer has changed.
 */
export const eventTreeRequest = "inngest/eventTree";

/** From the server, without parameters: the last answer to `eventTreeRequest` is out of date. */
export const eventTreeChanged = "inngest/eventTreeChanged";

export interface EventTreeLeaf {
  /** A function's id; for what sends outside of functions the file's name. */
  readonly label: string;
  /** `sends`, or how it listens. */
  readonly role: "sends" | "starts" | "waits" | "is cancelled";
  readonly place: TreePlace;
}

export interface EventTreeNode {
  readonly name: string;
  /** Its declaration, else its first mention. */
  readonly place: TreePlace;
  /** The type of its `data`, left out where no schema declares it. */
  readonly data?: string;
  readonly leaves: readonly EventTreeLeaf[];
}

/** Ordered by name. */
export type EventTree = readonly EventTreeNode[];
