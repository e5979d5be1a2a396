/** Rows of the Events view. */
import type { EventTree, EventTreeLeaf, EventTreeNode } from "../../../shared/protocol/event-tree.ts";
import type { TreePlace } from "../../../shared/protocol/function-tree.ts";
import { counted } from "../../../shared/text/counted.ts";

export interface EventRow {
  /** Unlike every other row's, and the same after an edit that leaves the names alone: what was open stays open. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says: what the icon and the row above tell those who see them. */
  readonly spoken: string;
  /** The type of the event's data. */
  readonly data?: string;
  readonly kind: "event" | EventTreeLeaf["role"];
  readonly place: TreePlace;
  readonly children: readonly EventRow[];
}

const spokenRoles: Readonly<Record<EventTreeLeaf["role"], string>> = { sends: "sends", starts: "is started by", waits: "waits for", "is cancelled": "is cancelled by" };

export function toEventRows(tree: EventTree): EventRow[] {
  return tree.map(toEventRow);
}

function toEventRow({ name, place, data, leaves }: EventTreeNode): EventRow {
  const senders = leaves.filter(({ role }) => role === "sends").length;
  const children = leaves.map(({ label, role, place: at }, index): EventRow => ({
    key: `${name}/${String(index)}/${role}/${label}`, label, description: role, spoken: `${label} ${spokenRoles[role]} ${name}`, kind: role, place: at, children: [],
  }));
  const description = `${counted(senders, "sender")}, ${counted(leaves.length - senders, "listener")}`;
  return { key: name, label: name, description, spoken: `event ${name}, ${description}`, ...(data === undefined ? {} : { data }), kind: "event", place, children };
}
