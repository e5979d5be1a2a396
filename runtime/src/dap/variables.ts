/** Values as the variables view shows them: nested lazily, bounded, safe whatever the data holds. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { JsonValue } from "../executor/model.ts";
import { isIdentifier, toPrintable, toPropertyPath, toQuoted } from "./text.ts";

/** Characters of a string shown at once; `evaluate` for the clipboard gives all of it. */
const maxString = 10_000;
/** Rows given for one request; clients page through arrays and the rest is counted. */
const maxRows = 1_000;
const maxPreview = 100;

/** Something a row can show: plain JSON, or rows made when asked for. */
export type Node =
  | { readonly kind: "json"; readonly value: JsonValue | undefined }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "rows"; readonly preview: string; readonly rows: () => readonly Row[] };

export interface Row {
  readonly name: string;
  readonly node: Node;
  /** Expression that `evaluate` resolves to this value, where there is one. */
  readonly path?: string;
}

export const json = (value: JsonValue | undefined): Node => ({ kind: "json", value });
export const text = (value: string): Node => ({ kind: "text", text: value });

type Group = Readonly<Record<string, JsonValue>> | readonly JsonValue[];

function isGroup(value: JsonValue | undefined): value is Group {
  return typeof value === "object" && value !== null;
}

/** Where a value is shown: on the stack of a run that stands; and the run whose value it is, which may be one that caused it. */
export interface Origin {
  readonly stackOf: string;
  readonly runId: string;
}

/** A reference as it was handed out: what it shows, and where. */
export interface Reference {
  readonly node: Node;
  readonly path: string | undefined;
  readonly origin: Origin;
}

/** References handed to the client; those on the stack of a run end when it moves, all of them with `undefined`. */
export interface References {
  create(origin: Origin, node: Node, path: string | undefined): number;
  find(reference: number): Reference | undefined;
  /** Whether it was handed out, and has ended: a client that asks now has not heard yet that the run has moved. */
  isPast(reference: number): boolean;
  clear(runId: string | undefined): void;
}

export function createReferences(): References {
  let next = 1;
  const entries = new Map<number, Reference>();
  return {
    create(origin, node, path) {
      // References never repeat within a session: a client that still holds an old one must not read another value.
      const reference = next++;
      entries.set(reference, { node, path, origin });
      return reference;
    },
    find: (reference) => entries.get(reference),
    isPast: (reference) => reference > 0 && reference < next && !entries.has(reference),
    clear(runId) {
      for (const [reference, entry] of entries) if (runId === undefined || entry.origin.stackOf === runId) entries.delete(reference);
    },
  };
}

/** What a value looks like on one line. */
export function toPreview(value: JsonValue | undefined, limit = maxPreview): string {
  if (value === undefined) return "undefined";
  if (typeof value === "string") return toQuoted(value, maxString);
  if (!isGroup(value)) return String(value);
  return previewGroup(value, limit, 0);
}

function previewGroup(value: JsonValue, limit: number, depth: number): string {
  if (typeof value === "string") return toQuoted(value, 40);
  if (!isGroup(value)) return String(value);
  const keys = Object.keys(value);
  if (depth > 1) return Array.isArray(value) ? `(${keys.length}) […]` : "{…}";
  const parts: string[] = [];
  let length = 0;
  for (const key of keys) {
    const child = previewGroup((value as Readonly<Record<string, JsonValue>>)[key] ?? null, limit, depth + 1);
    const part = Array.isArray(value) ? child : `${isIdentifier(key) ? toPrintable(key, 40) : toQuoted(key, 40)}: ${child}`;
    length += part.length + 2;
    if (length > limit && parts.length > 0) {
      parts.push("…");
      break;
    }
    parts.push(part);
  }
  if (Array.isArray(value)) return `(${keys.length}) [${parts.join(", ")}]`;
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

function typeOf(value: JsonValue | undefined): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

/** A value as `variables` and `evaluate` answer it. */
export interface PresentedValue {
  readonly value: string;
  readonly type?: string;
  readonly variablesReference: number;
  readonly indexedVariables?: number;
  readonly namedVariables?: number;
}

/** Value and reference of a node, for a row or an evaluation. */
export function toPresentedValue(node: Node, path: string | undefined, origin: Origin, references: References): PresentedValue {
  if (node.kind === "text") return { value: toPrintable(node.text, maxString), variablesReference: 0 };
  if (node.kind === "rows") return { value: node.preview, variablesReference: references.create(origin, node, path) };
  const value = node.value;
  const shown = { value: toPreview(value), type: typeOf(value) };
  const size = isGroup(value) ? Object.keys(value).length : 0;
  if (size === 0) return { ...shown, variablesReference: 0 };
  const reference = references.create(origin, node, path);
  return { ...shown, variablesReference: reference, ...(Array.isArray(value) ? { indexedVariables: size } : {}) };
}

/** Expression of the value that a row below a reference shows; undefined where it has none. */
export function findPath(entry: Reference, name: string): string | undefined {
  return readRows(entry.node, entry.path).find((row) => toRowName(row.name) === name)?.path;
}

/** Whether a value of this name can be put in the place of another; a hint to the client, decided in edit.ts. */
const isEditable = (path: string | undefined): boolean => path !== undefined && /^(?:events?|steps|step\.input)\b/.test(path);

const toRowName = (name: string): string => (name === "" ? '""' : toPrintable(name, 200));

/** Rows below a reference; `start` and `count` page, as the client asks for them. */
export function listVariables(
  entry: Reference,
  page: { readonly start?: number | undefined; readonly count?: number | undefined },
  references: References,
): DebugProtocol.Variable[] {
  const rows = readRows(entry.node, entry.path);
  const start = Math.max(0, page.start ?? 0);
  const wanted = page.count !== undefined && page.count > 0 ? page.count : rows.length;
  const end = Math.min(rows.length, start + Math.min(wanted, maxRows));
  const shown = rows.slice(start, end).map((row): DebugProtocol.Variable => {
    const presented = toPresentedValue(row.node(), row.path, entry.origin, references);
    return { name: toRowName(row.name), ...presented, ...(row.path === undefined ? {} : { evaluateName: row.path }), ...(isEditable(row.path) ? {} : { presentationHint: { attributes: ["readOnly"] } }) };
  });
  if (page.count === undefined && end < rows.length) {
    shown.push({ name: "…", value: `${(rows.length - end).toLocaleString("en-US")} more`, variablesReference: 0 });
  }
  return shown;
}

function readRows(node: Node, path: string | undefined): readonly { readonly name: string; readonly node: () => Node; readonly path: string | undefined }[] {
  if (node.kind === "text") return [];
  if (node.kind === "rows") return node.rows().map((row) => ({ name: row.name, node: () => row.node, path: row.path }));
  const value = node.value;
  if (!isGroup(value)) return [];
  const isArray = Array.isArray(value);
  return Object.keys(value).map((key) => ({
    name: key,
    node: () => json((value as Readonly<Record<string, JsonValue>>)[key]),
    path: path === undefined ? undefined : isArray ? `${path}[${key}]` : toPropertyPath(path, key),
  }));
}
