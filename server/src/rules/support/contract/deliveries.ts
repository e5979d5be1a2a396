/** Data that a place hands to functions: by an event that it sends, or by invoking one. */
import type { ObjectLiteral } from "../../../../../shared/analysis/check-shape.ts";
import type { EventReference, FileModel, PropertyLiteral, SendSite, Snapshot, Span, ValueLiteral } from "../../../../../shared/analysis/model.ts";
import { findSentEvents } from "../sent-events.ts";
import type { SentEvent } from "../sent-events.ts";
import { findStepCalls, knownId, knownText } from "../steps.ts";

export interface Delivery {
  readonly file: FileModel;
  readonly to: { readonly kind: "event" | "function"; readonly name: string };
  /** The step that delivers, where one does and its id is known. */
  readonly stepId: string | undefined;
  /** Undefined where there is none. */
  readonly data: ValueLiteral | undefined;
  /** True where the data cannot be seen whole. */
  readonly open: boolean;
  /** Where to tell what is wrong with the data. */
  readonly place: Span;
  readonly reference?: EventReference;
  readonly sent?: SentEvent;
}

const knownInFiles = new WeakMap<Snapshot, Map<FileModel, readonly Delivery[]>>();

export function findDeliveries(file: FileModel, snapshot: Snapshot): readonly Delivery[] {
  const inFiles = knownInFiles.get(snapshot) ?? new Map<FileModel, readonly Delivery[]>();
  const found = inFiles.get(file) ?? [...findSentEvents(file).flatMap((sent) => toDelivery(file, sent)), ...findInvocations(file, snapshot)];
  knownInFiles.set(snapshot, inFiles.set(file, found));
  return found;
}

function toDelivery(file: FileModel, sent: SentEvent): Delivery[] {
  const { event, send } = sent;
  const name = event.name && knownText(event.name.name);
  if (event.name === undefined || name === undefined) return [];
  const data = event.properties.findLast(({ key }) => key === "data");
  return [{
    file, to: { kind: "event", name }, stepId: stepIdOf(send), data: data?.value, open: event.open || isOpen(data?.value),
    place: data && within(send.span, data.keySpan) ? data.keySpan : event.name.span, reference: event.name, sent,
  }];
}

function findInvocations(file: FileModel, snapshot: Snapshot): Delivery[] {
  return findStepCalls(file, snapshot).flatMap((call): Delivery[] => {
    const { invocation } = call;
    if (!invocation) return [];
    const { data, functionId, functionSpan } = invocation;
    return [{ file, to: { kind: "function", name: functionId }, stepId: knownId(call), data, open: isOpen(data), place: data && within(call.span, data.span) ? data.span : functionSpan }];
  });
}

/**
 * What the same place delivered at the base: the step of the same id, else whatever the file delivered there, else, for
 * a file that is new, what the whole workspace did. None where the place itself may be new.
 */
export function findFormer(delivery: Delivery, file: FileModel, snapshot: Snapshot, base: Snapshot): readonly Delivery[] {
  const isSame = ({ to }: Delivery): boolean => to.kind === delivery.to.kind && to.name === delivery.to.name;
  const old = base.file(file.path);
  const here = old ? findDeliveries(old, base).filter(isSame) : [];
  const sameStep = here.filter(({ stepId }) => stepId !== undefined && stepId === delivery.stepId);
  if (sameStep.length > 0) return sameStep;
  const now = findDeliveries(file, snapshot).filter(isSame);
  if (here.length > 0) return now.length <= here.length ? here : [];
  if (old) return [];
  const everywhere = findAllDeliveries(base).filter(isSame);
  return findAllDeliveries(snapshot).filter(isSame).length <= everywhere.length ? everywhere : [];
}

const known = new WeakMap<Snapshot, readonly Delivery[]>();

export function findAllDeliveries(snapshot: Snapshot): readonly Delivery[] {
  const found = known.get(snapshot) ?? snapshot.paths().flatMap((path) => {
    const file = snapshot.file(path);
    return file ? findDeliveries(file, snapshot) : [];
  });
  known.set(snapshot, found);
  return found;
}

/** What stands in the data under keys, from the outside in; undefined where that is surely nothing, "unknown" where it may be something. */
export function givenAs({ data, open }: Delivery, keys: readonly string[]): PropertyLiteral | "unknown" | undefined {
  let value = data;
  let given: PropertyLiteral | "unknown" | undefined = open ? "unknown" : undefined;
  for (const [index, key] of keys.entries()) {
    const property = value?.kind === "object" ? value.properties.findLast((candidate) => candidate.key === key) : undefined;
    const isWhole = index === 0 ? !open : value?.kind === "object" && !value.open;
    if (!property) return isWhole ? undefined : "unknown";
    if (property.value.kind === "undefined") return undefined;
    given = property;
    ({ value } = property);
  }
  return given;
}

/** The object in which the last of the keys stands. */
export function holderOf(delivery: Delivery, keys: readonly string[]): ObjectLiteral | undefined {
  const given = keys.length > 1 ? givenAs(delivery, keys.slice(0, -1)) : undefined;
  const value = keys.length === 1 ? delivery.data : given && given !== "unknown" ? given.value : undefined;
  return value?.kind === "object" ? value : undefined;
}

function isOpen(data: ValueLiteral | undefined): boolean {
  return data !== undefined && data.kind !== "null" && data.kind !== "undefined" && (data.kind !== "object" || data.open);
}

function stepIdOf({ step }: SendSite): string | undefined {
  return step && knownId(step);
}

function within(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
