/** Events that have another name, while functions listen to the old one, which nothing sends any more. */
import { listenedBy } from "../../../../../shared/analysis/listening.ts";
import type { EventDeclaration, FileModel, FunctionModel, Location, Snapshot } from "../../../../../shared/analysis/model.ts";
import type { Finding, Fix } from "../../rule.ts";
import { quoted } from "../edits.ts";
import { isExternal } from "../known-events.ts";
import { findDeliveries } from "./deliveries.ts";
import type { Delivery } from "./deliveries.ts";
import { agree, nameConcerned, relate, untilChanged } from "./words.ts";
import { named } from "../../../../../shared/text/named.ts";

type Told = Pick<Finding, "span" | "message"> & Partial<Finding>;

interface Listening {
  readonly fn: FunctionModel;
  readonly location: Location;
}

/** Told once for each pair of names: where the event is declared, or else where it is sent. */
export function* findRenamedEvents(file: FileModel, snapshot: Snapshot, base: Snapshot, externalEvents: readonly string[] | undefined): Iterable<Told> {
  const old = base.file(file.path);
  if (!old || snapshot.unclear().senders) return;
  const told = new Set<string>();
  for (const { from, to, place } of [...declaredAnew(file, old, snapshot, base), ...sentAnew(file, old, snapshot, base)]) {
    const concerned = isExternal(from, externalEvents) ? [] : findLeft(snapshot, base, from, to);
    if (concerned.length === 0 || told.has(`${from}\n${to}`)) continue;
    told.add(`${from}\n${to}`);
    const fixes: Fix[] = file.text.slice(place.start + 1, place.end - 1) === to ? [{ title: `Keep the name ${named(from)}`, preferred: false, edits: [{ path: file.path, span: place, newText: quoted(file, place, from) }] }] : [];
    yield {
      span: place, message: `event \`${from}\` is now \`${to}\`, and ${nameConcerned(concerned, file)} still ${agree(concerned, "listens", "listen")} to \`${from}\`, which nothing sends any more; send both ${untilChanged(concerned)}`,
      fixes, ...relate(concerned, `\`${from}\` is listened to here`),
    };
  }
}

interface Renamed {
  readonly from: string;
  readonly to: string;
  readonly place: Location["span"];
}

/** The one declaration of the file that is new, where one is gone. */
function declaredAnew(file: FileModel, old: FileModel, snapshot: Snapshot, base: Snapshot): Renamed[] {
  const isNew = ({ name }: EventDeclaration, other: Snapshot): boolean => (other.event(name)?.declarations.length ?? 0) === 0;
  const [gone, ...moreGone] = old.declarations.filter((declaration) => isNew(declaration, snapshot));
  const [added, ...moreAdded] = file.declarations.filter((declaration) => isNew(declaration, base));
  return gone && added && moreGone.length === 0 && moreAdded.length === 0 && gone.source === added.source ? [{ from: gone.name, to: added.name, place: added.location.span }] : [];
}

/** The same step sends another event, or the file sends one that it did not and no longer one that it did, with the same data. */
function sentAnew(file: FileModel, old: FileModel, snapshot: Snapshot, base: Snapshot): Renamed[] {
  const [before, after] = ([[old, base], [file, snapshot]] as const).map(([model, side]) => findDeliveries(model, side).filter(({ to }) => to.kind === "event"));
  const gone = (before ?? []).filter(({ to }) => !after?.some((other) => other.to.name === to.name));
  const added = (after ?? []).filter(({ to }) => !before?.some((other) => other.to.name === to.name));
  const only = namesOf(gone).size === 1 && namesOf(added).size === 1;
  return added.flatMap((delivery) => {
    // Where the event is declared, its declaration is what has changed.
    if (delivery.reference === undefined || (snapshot.event(delivery.to.name)?.declarations.length ?? 0) > 0) return [];
    const sameStep = delivery.stepId === undefined ? [] : gone.filter(({ stepId }) => stepId === delivery.stepId);
    const [from, ...others] = sameStep.length > 0 ? sameStep : only ? gone.filter((other) => keysOf(other) !== undefined && keysOf(other) === keysOf(delivery)).slice(0, 1) : [];
    return from && others.length === 0 ? [{ from: from.to.name, to: delivery.to.name, place: delivery.reference.span }] : [];
  });
}

function namesOf(deliveries: readonly Delivery[]): ReadonlySet<string> {
  return new Set(deliveries.map(({ to }) => to.name));
}

function keysOf({ data, open }: Delivery): string | undefined {
  return data?.kind === "object" && !open ? data.properties.map(({ key }) => key).sort().join("\n") : undefined;
}

/** Who listens to the old name and not to the new one. */
function findLeft(snapshot: Snapshot, base: Snapshot, from: string, to: string): Listening[] {
  if ((snapshot.event(from)?.senders.length ?? 0) > 0 || (base.event(from)?.senders.length ?? 0) === 0) return [];
  return snapshot.functions().flatMap((fn): Listening[] => {
    const all = listenedBy(fn);
    const own = all.filter(({ name }) => name === from);
    return all.some(({ name }) => name === to) ? [] : own.slice(0, 1).map(({ location }) => ({ fn, location }));
  });
}
