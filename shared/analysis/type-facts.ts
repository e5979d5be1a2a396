/**
 * What a type checker says about one text of a file: plain JSON, made by another process and always a little later than
 * the text. The analysis reads it where syntax alone tells nothing, and believes it where the two disagree.
 */
import type ts from "typescript";
import { fileOf } from "./ancestors.ts";
import type { Span, StepTool } from "./model.ts";
import type { SourceFiles } from "./source-files.ts";

/** A type as far as a payload is concerned. `unknown` is whatever cannot be told, or is told in too many words. */
export type TypeShape =
  | { readonly kind: "unknown" }
  | { readonly kind: "string" | "number" | "boolean" | "null" | "undefined" | "bigint" | "function" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  /** An instance of a class of JavaScript's own or of the workspace: it is changed by its way through JSON. */
  | { readonly kind: "instance"; readonly className: string; readonly global: boolean }
  | { readonly kind: "array"; readonly element: TypeShape }
  | { readonly kind: "tuple"; readonly elements: readonly TypeShape[] }
  | { readonly kind: "union"; readonly members: readonly TypeShape[] }
  | ObjectType;

export interface ObjectType {
  readonly kind: "object";
  readonly properties: Readonly<Record<string, { readonly type: TypeShape; readonly optional: boolean }>>;
  /** What every other key holds, with an index signature. */
  readonly rest?: TypeShape;
}

/** What a call calls, by the package that declares it. */
export type Callee =
  /** `nullable` where TypeScript knows that the result of a wait may be null, which it does only if it is strict. */
  | { readonly kind: "tool"; readonly tool: StepTool; readonly nullable?: true }
  | { readonly kind: "client"; readonly method: "send" | "createFunction" | "endpoint" }
  | { readonly kind: "eventType" | "create" }
  /** Surely nothing of Inngest's: written out in the workspace, or declared by another package. */
  | { readonly kind: "other" };

export interface TypeFacts {
  /** By the span of the callee: `step.run` in `step.run("a", f)`. */
  readonly callees: readonly { readonly span: Span; readonly callee: Callee }[];
  /** Types of the parts of payloads that are not written out. */
  readonly values: readonly { readonly span: Span; readonly type: TypeShape }[];
  /** Events that a call declares, by the span of the call; `data` is what may be sent. */
  readonly events: readonly { readonly span: Span; readonly name: string; readonly data: TypeShape }[];
}

export const noFacts: TypeFacts = { callees: [], values: [], events: [] };

interface Lookup {
  readonly callees: ReadonlyMap<string, Callee>;
  readonly values: ReadonlyMap<string, TypeShape>;
  readonly events: ReadonlyMap<string, readonly { readonly name: string; readonly data: TypeShape }[]>;
}

const lookups = new WeakMap<TypeFacts, Lookup>();

export function calleeOf(files: SourceFiles, callee: ts.Node): Callee | undefined {
  return lookupOf(files, callee)?.callees.get(keyOf(callee));
}

export function typeOf(files: SourceFiles, expression: ts.Node): TypeShape | undefined {
  return lookupOf(files, expression)?.values.get(keyOf(expression));
}

export function eventsOf(files: SourceFiles, call: ts.Node): readonly { readonly name: string; readonly data: TypeShape }[] {
  return lookupOf(files, call)?.events.get(keyOf(call)) ?? [];
}

function lookupOf(files: SourceFiles, node: ts.Node): Lookup | undefined {
  const facts = files.types?.(fileOf(node).fileName);
  if (!facts) return undefined;
  const known = lookups.get(facts);
  if (known) return known;
  const events = new Map<string, { readonly name: string; readonly data: TypeShape }[]>();
  for (const { span, ...event } of facts.events) events.set(key(span), [...events.get(key(span)) ?? [], event]);
  const lookup: Lookup = {
    callees: new Map(facts.callees.map(({ span, callee }) => [key(span), callee])),
    values: new Map(facts.values.map(({ span, type }) => [key(span), type])),
    events,
  };
  lookups.set(facts, lookup);
  return lookup;
}

function keyOf(node: ts.Node): string {
  return key({ start: node.getStart(fileOf(node)), end: node.end });
}

function key({ start, end }: Span): string {
  return `${String(start)}:${String(end)}`;
}

/** The facts for the text after an edit: moved along, and without those about what was edited. */
export function moveFacts({ callees, values, events }: TypeFacts, edit: Span, newLength: number): TypeFacts {
  const shift = newLength - (edit.end - edit.start);
  const move = <T extends { readonly span: Span }>(facts: readonly T[]): T[] => facts.flatMap((fact) => {
    if (fact.span.end < edit.start) return [fact];
    return fact.span.start > edit.end ? [{ ...fact, span: { start: fact.span.start + shift, end: fact.span.end + shift } }] : [];
  });
  return { callees: move(callees), values: move(values), events: move(events) };
}
