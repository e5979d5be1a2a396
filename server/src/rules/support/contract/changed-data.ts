/** Data that lost a key, or whose key holds another type of value, while functions read it as before. */
import { findDeclared } from "../../../../../shared/analysis/declared-shape.ts";
import type { FileModel, FunctionModel, PropertyLiteral, Snapshot, ValueLiteral } from "../../../../../shared/analysis/model.ts";
import { suggest } from "../../../../../shared/analysis/suggest.ts";
import type { Finding } from "../../rule.ts";
import { findAtBase } from "../base-function.ts";
import { isWrittenKey, renameKey } from "../edits.ts";
import { findInferred, mayHave } from "../inferred-shape.ts";
import { requiredKeys } from "../shape-findings.ts";
import { findAllDeliveries, findDeliveries, findFormer, givenAs, holderOf } from "./deliveries.ts";
import type { Delivery } from "./deliveries.ts";
import { findEventReads, findFunctionReads, groupByKeys } from "./reads.ts";
import type { ContractRead } from "./reads.ts";
import { agree, nameConcerned, relate, untilChanged } from "./words.ts";
import { named } from "../../../../../shared/text/named.ts";

type Told = Pick<Finding, "span" | "message"> & Partial<Finding>;

interface Changed {
  readonly file: FileModel;
  readonly snapshot: Snapshot;
  readonly base: Snapshot;
  readonly delivery: Delivery;
  readonly former: readonly Delivery[];
}

export function* findChangedData(file: FileModel, snapshot: Snapshot, base: Snapshot): Iterable<Told> {
  // What senders gave may now come from a middleware.
  if (mayHave(snapshot, "middleware") && !mayHave(base, "middleware")) return;
  for (const delivery of findDeliveries(file, snapshot)) {
    const { kind, name } = delivery.to;
    const former = findFormer(delivery, file, snapshot, base);
    if (former.length === 0) continue;
    const changed: Changed = { file, snapshot, base, delivery, former };
    const all = kind === "event" ? findEventReads(snapshot, name) : findFunctionReads(snapshot, name);
    const reads = isOnlyOne(changed) ? all : all.filter(({ always }) => always);
    for (const [keys, concerned] of groupByKeys(reads)) {
      const told = tellGone(changed, keys, concerned) ?? tellRetyped(changed, keys, concerned);
      if (told) yield told;
    }
  }
}

/** What only some runs read is needed for sure where there is one place that has always given it. */
function isOnlyOne({ delivery: { to }, snapshot, base }: Changed): boolean {
  return [snapshot, base].every((side) => findAllDeliveries(side).filter((other) => other.to.kind === to.kind && other.to.name === to.name).length === 1);
}

function tellGone(changed: Changed, keys: readonly string[], concerned: readonly ContractRead[]): Told | undefined {
  const { delivery, former, file } = changed;
  if (givenAs(delivery, keys) !== undefined || !former.every((old) => isProperty(givenAs(old, keys))) || isToldAnyway(changed, keys)) return undefined;
  const holder = keys.length > 1 ? givenAs(delivery, keys.slice(0, -1)) : undefined;
  // Of what is gone whole, the whole is told.
  if (keys.length > 1 && !isProperty(holder)) return undefined;
  const renamed = findRenamed(changed, keys);
  const key = keys.join(".");
  const who = nameConcerned(concerned, file);
  const verb = agree(concerned, "reads", "read");
  const related = relate(concerned, `\`${key}\` is read here`);
  const place = isProperty(holder) && isWrittenKey(file, holder) ? holder.keySpan : delivery.place;
  if (!renamed) return { span: place, message: `\`${key}\` is no longer in ${wholeOf(delivery)}, and ${who} ${verb} it; send it ${untilChanged(concerned)}`, ...related };
  const written = isWrittenKey(file, renamed);
  const old = keys.at(-1) ?? "";
  return {
    span: written ? renamed.keySpan : place, ...related,
    message: `\`${key}\` in ${wholeOf(delivery)} is now \`${[...keys.slice(0, -1), renamed.key].join(".")}\`, and ${who} still ${verb} \`${key}\`; send both ${untilChanged(concerned)}`,
    fixes: written ? [{ title: `Keep the key ${named(old)}`, preferred: false, edits: [renameKey(file, renamed, old)] }] : [],
  };
}

/** The one new key, where it holds what the one lost key held or is spelt much like it. */
function findRenamed({ delivery, former }: Changed, keys: readonly string[]): PropertyLiteral | undefined {
  const [old, ...others] = former;
  const before = old && givenAs(old, keys);
  const [was, is] = old ? [holderOf(old, keys), holderOf(delivery, keys)] : [];
  if (!old || others.length > 0 || !isProperty(before) || !was || !is) return undefined;
  const notIn = (all: readonly PropertyLiteral[], other: readonly PropertyLiteral[]): PropertyLiteral[] => all.filter(({ key }) => !other.some((property) => property.key === key));
  const [added, ...more] = notIn(is.properties, was.properties);
  if (!added || more.length > 0 || notIn(was.properties, is.properties).length !== 1) return undefined;
  return textOf(old, before) === textOf(delivery, added) || suggest(keys.at(-1) ?? "", [added.key]) !== undefined ? added : undefined;
}

function textOf({ file }: Delivery, { value: { span } }: PropertyLiteral): string {
  return file.text.slice(span.start, span.end);
}

/** Another type of value, where the function that reads it is word for word the same. */
function tellRetyped(changed: Changed, keys: readonly string[], all: readonly ContractRead[]): Told | undefined {
  const { delivery, former, file, snapshot, base } = changed;
  const key = keys.join(".");
  const property = givenAs(delivery, keys);
  const now = isProperty(property) ? typeOf(property.value) : undefined;
  if (!isProperty(property) || now === undefined || isDeclared(changed)) return undefined;
  const before = former.map((old) => givenAs(old, keys)).map((old) => (isProperty(old) ? typeOf(old.value) : undefined));
  const [type] = before;
  if (type === undefined || type === now || type === "null" || before.some((other) => other !== type)) return undefined;
  const concerned = all.filter(({ fn, inHandler, always }) => inHandler && always && isAsItWas(fn, snapshot, base));
  if (concerned.length === 0) return undefined;
  return {
    span: isWrittenKey(file, property) ? property.value.span : delivery.place,
    message: `\`${key}\` in ${wholeOf(delivery)} is now ${article(now)} and was ${article(type)}, and ${nameConcerned(concerned, file)} still ${agree(concerned, "reads", "read")} it as before; use a new key`,
    ...relate(concerned, `\`${key}\` is read here`),
  };
}

/** Whether a function's handler is word for word what it was. */
export function isAsItWas(fn: FunctionModel, snapshot: Snapshot, base: Snapshot): boolean {
  const old = findAtBase(fn, snapshot, base);
  const before = old && codeOf(old, base);
  return before !== undefined && before === codeOf(fn, snapshot);
}

function codeOf({ handler }: FunctionModel, snapshot: Snapshot): string | undefined {
  return handler && snapshot.file(handler.path)?.text.slice(handler.span.start, handler.span.end).replaceAll(/\s+/g, " ");
}

/** What `event-payload-shape` says of the same data, it says with the schema. */
function isToldAnyway({ delivery: { sent, reference }, file, snapshot }: Changed, [key = "", ...inner]: readonly string[]): boolean {
  if (!sent || !reference) return false;
  const declared = findDeclared(snapshot, reference, file.sdk);
  if (inner.length > 0) return declared.length > 0;
  if (declared.length > 0) return declared.every(({ data }) => requiredKeys(data).includes(key));
  return reference.name.kind === "known" && [...findInferred(file, snapshot, sent, reference.name.value)].some((inferred) => inferred.key === key);
}

function isDeclared({ delivery: { reference }, snapshot }: Changed): boolean {
  return reference?.name.kind === "known" && (snapshot.event(reference.name.value)?.declarations.length ?? 0) > 0;
}

function isProperty(given: PropertyLiteral | "unknown" | undefined): given is PropertyLiteral {
  return given !== undefined && given !== "unknown";
}

/** As JSON has it; undefined where it cannot be told. */
function typeOf(value: ValueLiteral): string | undefined {
  const { kind } = value;
  if (kind === "instance") return value.className === "Date" ? "string" : undefined;
  return ["string", "number", "boolean", "null", "object", "array"].includes(kind) ? kind : undefined;
}

export function article(type: string): string {
  return type === "null" ? type : `${/^[ao]/.test(type) ? "an" : "a"} ${type}`;
}

function wholeOf({ to }: Delivery): string {
  return to.kind === "event" ? `\`${to.name}\`'s data` : `the data that \`${to.name}\` is invoked with`;
}

