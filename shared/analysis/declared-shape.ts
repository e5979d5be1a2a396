/** Which declarations an event that is mentioned somewhere is meant to fit. */
import type { EventDeclaration, EventReference, SdkMajor, Snapshot } from "./model.ts";
import { unionOf } from "./shape.ts";
import type { Shape } from "./shape.ts";

export type Declared = EventDeclaration & { readonly data: Shape };

/**
 * An event mentioned by its `eventType` has the schema of that one; for others every declaration of the name counts
 * whose SDK is the file's, and one that cannot be read silences the rest. Settings count where code declares nothing.
 */
export function findDeclared(snapshot: Snapshot, reference: EventReference, sdk: SdkMajor | undefined): readonly Declared[] {
  if (reference.name.kind !== "known") return [];
  const all = snapshot.event(reference.name.value)?.declarations ?? [];
  const own = reference.declaredAt;
  const exact = own ? all.filter(({ source, location }) => source === "eventType" && location.path === own.path && own.span.start <= location.span.start && location.span.end <= own.span.end) : [];
  const inCode = all.filter(({ source }) => source !== "settings" && (sdk === undefined || (source === "eventType") === (sdk === 4)));
  const candidates = exact.length > 0 ? exact : inCode.length > 0 ? inCode : all.filter(({ source }) => source === "settings");
  return candidates.every((declaration): declaration is Declared => declaration.data !== undefined) ? candidates : [];
}

/** Shape of an event's `data` as it is declared; undefined where nothing that can be read declares it. */
export function declaredShape(snapshot: Snapshot, reference: EventReference, sdk: SdkMajor | undefined): Shape | undefined {
  const declared = findDeclared(snapshot, reference, sdk);
  return declared.length === 0 ? undefined : unionOf(declared.map(({ data }) => data));
}
