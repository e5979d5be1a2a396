import { checkShape } from "../../../shared/analysis/check-shape.ts";
import type { ShapeProblem } from "../../../shared/analysis/check-shape.ts";
import { findDeclared } from "../../../shared/analysis/declared-shape.ts";
import type { Declared } from "../../../shared/analysis/declared-shape.ts";
import type { EventDeclaration, FileModel, PropertyLiteral, Snapshot } from "../../../shared/analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";
import { isWrittenKey } from "./support/edits.ts";
import { tellInferred } from "./support/inferred-shape.ts";
import { isExternal } from "./support/known-events.ts";
import { findSentEvents, isInPlace, isTypeChecked } from "./support/sent-events.ts";
import type { SentEvent } from "./support/sent-events.ts";
import { requiredKeys, tellMissingData, tellProblem } from "./support/shape-findings.ts";

/** The data of every event that is sent, against the schema its event is declared with, or what the code around agrees on. */
export const eventPayloadShape: Rule = {
  id: "event-payload-shape",
  group: "events",
  severity: "error",
  fixable: true,
  summary: "An event's data agrees with its declared schema; where none is declared, with what its listeners read and its other senders give.",
  *check(file, { snapshot, externalEvents }) {
    for (const sent of findSentEvents(file)) {
      yield* checkEvent(file, snapshot, sent);
      yield* checkUndeclared(file, snapshot, sent, externalEvents);
    }
  },
};

function* checkEvent(file: FileModel, snapshot: Snapshot, sent: SentEvent): Iterable<Finding> {
  const { event } = sent;
  if (event.name?.name.kind !== "known") return;
  const name = event.name.name.value;
  const declarations = findDeclarations(file, snapshot, sent);
  const [declared] = declarations;
  if (!declared) return;
  const finish = (finding: Pick<Finding, "span" | "message"> & Partial<Finding>): Finding => ({
    rule: eventPayloadShape.id, ...finding, ...(declared.location.path === "" ? {} : { related: [{ location: declared.location, message: `\`${name}\` is declared here` }] }),
  });
  const data = event.properties.findLast((property) => property.key === "data");
  if (!data || data.value.kind === "null" || data.value.kind === "undefined") {
    const keys = everyNeeds(declarations);
    if (keys.length === 0 || event.open || misspelsData(event.properties)) return;
    yield finish({ ...tellMissingData(file, sent, name, declared, keys), ...typed(missingIsTyped(file, sent, declared, data)) });
    return;
  }
  for (const problem of problemsWith(data, declarations)) {
    // Data that is no object at all is what valid-event-payload is about.
    if (problem.path.length === 0 && problem.kind === "wrong-type" && data.value.kind !== "object") continue;
    if (isSpare(file, sent, problem)) continue;
    yield finish({ ...tellProblem(file, sent, name, data, problem, isValidated(file, declared)), ...typed(isTyped(file, sent, declared, problem)) });
  }
}

/** Where nothing declares the event, what is read and sent elsewhere tells its shape; what others do with theirs is not in sight. */
function* checkUndeclared(file: FileModel, snapshot: Snapshot, sent: SentEvent, externalEvents: readonly string[] | undefined): Iterable<Finding> {
  const name = sent.event.name?.name;
  if (name?.kind !== "known" || snapshot.partial || isExternal(name.value, externalEvents)) return;
  for (const told of tellInferred(file, snapshot, sent, name.value)) yield { rule: eventPayloadShape.id, ...told };
}

function typed(alsoByTypeScript: boolean): Pick<Finding, "alsoByTypeScript"> {
  return alsoByTypeScript ? { alsoByTypeScript } : {};
}

/** An event made by `create` has the schema of its `eventType`; for others every declaration of the name counts. */
function findDeclarations(file: FileModel, snapshot: Snapshot, { event: { name }, created }: SentEvent): readonly Declared[] {
  return name ? findDeclared(snapshot, created ? name : { name: name.name, span: name.span }, file.sdk) : [];
}

/** Of several declarations the data has to fit one; the problems told are those with the nearest. */
function problemsWith(data: PropertyLiteral, declarations: readonly Declared[]): readonly ShapeProblem[] {
  const all = declarations.map((declared) => checkShape(data.value, declared.data, data.asserted));
  return all.reduce((least, problems) => (problems.length < least.length ? problems : least));
}

function everyNeeds(declarations: readonly Declared[]): readonly string[] {
  const needs = declarations.map((declared) => requiredKeys(declared.data));
  return needs.some((keys) => keys.length === 0) ? [] : needs[0] ?? [];
}

/** A key too many in an object made for more than this send, which may well be meant: TypeScript lets it pass too. */
function isSpare(file: FileModel, sent: SentEvent, problem: ShapeProblem): boolean {
  return problem.kind === "unknown-key" && problem.suggestion === undefined && !problem.refused
    && !(isInPlace(sent.send, problem.property.keySpan) && isWrittenKey(file, problem.property));
}

/** `dta: { … }` is reported as what it is. */
function misspelsData(properties: readonly PropertyLiteral[]): boolean {
  return properties.some((property) => property.value.kind === "object" && !["name", "data", "id", "ts", "v", "user", "meta"].includes(property.key));
}

/** v4 validates what a listener receives; v3's schemas are types only. */
function isValidated(file: FileModel, declared: EventDeclaration): boolean {
  return file.sdk !== 3 && declared.source === "eventType";
}

/** What TypeScript checks: on v4 the data given to `create`, on v3 everything that a typed client sends. */
function isTyped(file: FileModel, sent: SentEvent, declared: EventDeclaration, problem: ShapeProblem): boolean {
  if (!isTypeChecked(file, sent) || problem.asserted) return false;
  const harmless = problem.kind === "unknown-key" && !problem.replacesRequired;
  if (file.sdk === 3) return declared.checkedByTypeScript && !harmless;
  // Keys too many are found only in a literal given in place.
  return sent.created && (!harmless || (isInPlace(sent.send, problem.property.keySpan) && isWrittenKey(file, problem.property)));
}

function missingIsTyped(file: FileModel, sent: SentEvent, declared: EventDeclaration, data: PropertyLiteral | undefined): boolean {
  if (!isTypeChecked(file, sent) || data?.asserted) return false;
  return file.sdk === 3 ? declared.checkedByTypeScript : sent.created;
}

