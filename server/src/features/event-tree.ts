/** The events of the workspace with who sends them and who listens, as a tree view shows them. */
import type { EventModel, Location, Snapshot } from "../../../shared/analysis/model.ts";
import type { EventTreeLeaf } from "../../../shared/protocol/event-tree.ts";
import { findSenders, homeOf } from "./event-flow.ts";
import { toTypeText } from "./shape-text.ts";

export interface EventBranch {
  readonly name: string;
  readonly location: Location;
  readonly data?: string;
  readonly leaves: readonly { readonly label: string; readonly role: EventTreeLeaf["role"]; readonly location: Location }[];
}

const roles = { trigger: "starts", wait: "waits", cancelOn: "is cancelled" } as const;

/** Every event once, ordered by name. */
export function findEventTree(snapshot: Snapshot): EventBranch[] {
  return snapshot.eventNames().flatMap((name) => {
    const event = snapshot.event(name);
    const location = event && homeOf(event);
    return location && name !== "" ? [toBranch(snapshot, event, location)] : [];
  });
}

function toBranch(snapshot: Snapshot, { name, declarations, listeners }: EventModel, location: Location): EventBranch {
  const data = declarations.find((declaration) => declaration.data !== undefined)?.data;
  const senders = [...findSenders(snapshot, name)].flatMap(([fn, places]) => places.map((place) => ({
    label: fn?.id.kind === "known" ? fn.id.value : place.path.slice(place.path.lastIndexOf("/") + 1), role: "sends" as const, location: place,
  })));
  const heard = listeners.map(({ location: place, functionId, kind }) => ({ label: functionId ?? place.path.slice(place.path.lastIndexOf("/") + 1), role: roles[kind], location: place }));
  return { name, location, ...(data ? { data: toTypeText(data) } : {}), leaves: [...senders, ...heard] };
}
