/** An event that is sent as an object, declared with `eventType` (SDK v4): from then on its payloads have a type. */
import { dedentLines } from "../../../../shared/analysis/indent.ts";
import type { FileModel, PayloadLiteral, Snapshot, Span, ValueLiteral } from "../../../../shared/analysis/model.ts";
import { keyText } from "../../rules/support/edits.ts";
import { named } from "../../../../shared/text/named.ts";
import { contains } from "../places.ts";
import { writeBelowImports } from "./below-imports.ts";
import type { Refactor } from "./refactor.ts";

export function declareEvent(snapshot: Snapshot, file: FileModel, selection: Span): Refactor | undefined {
  if (file.sdk !== 4 || !/\.[mc]?tsx?$/.test(file.path)) return undefined;
  const event = file.sends.filter(({ path }) => path === file.path).flatMap(({ payload }) => payload.events)
    .find(({ name, span }) => name && file.text[span.start] === "{" && contains(name.span, selection.start) && contains(name.span, selection.end));
  const name = event?.name?.name.kind === "known" ? event.name.name.value : undefined;
  const call = event && name !== undefined ? writeCreate(file, event) : undefined;
  if (!event || name === undefined || !call || snapshot.event(name)?.declarations.some(({ source }) => source === "eventType")) return undefined;
  const data = event.properties.find(({ key }) => key === "data")?.value;
  const variable = freeName(file.text, toCamel(name));
  const declaration = `${/^\s*["']use server["']/m.test(file.text) ? "" : "export "}const ${variable} = eventType(${JSON.stringify(name)}, {\n  schema: staticSchema<${data ? typeOf(data) : "{}"}>(),\n});`;
  return {
    title: `Declare ${named(name)} with 'eventType'`, kind: "rewrite",
    edits: [...writeBelowImports(file.path, file.text, ["eventType", "staticSchema"], declaration), { path: file.path, span: event.span, newText: `${variable}.create(${call})` }],
  };
}

/** The arguments of `create`: the data, and the rest of the event as options. */
function writeCreate(file: FileModel, event: PayloadLiteral): string | undefined {
  const { open, properties } = event;
  const indentAt = (offset: number): number => /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf("\n", offset - 1) + 1))?.[0].length ?? 0;
  const outer = indentAt(event.span.start);
  // What stood one level deeper, in the event, comes out of it.
  const text = ({ start, end }: Span): string => dedentLines(file.path, file.text.slice(start, end), Math.max(0, indentAt(start) - outer));
  const data = properties.find(({ key }) => key === "data");
  const rest = properties.filter(({ key }) => key !== "data" && key !== "name");
  if (open || (data && (data.value.kind !== "object" || data.value.open || text(data.value.span)[0] !== "{"))) return undefined;
  const options = rest.length > 0 ? `, { ${rest.map(({ span }) => text(span)).join(", ")} }` : "";
  return `${data ? text(data.value.span) : "{}"}${options}`;
}

/** Type of a value as it is written; what a variable holds is for its author to say. */
function typeOf(value: ValueLiteral): string {
  switch (value.kind) {
    case "string": case "number": case "boolean": case "null": return value.kind;
    case "object": return value.properties.length === 0 ? "{}" : `{ ${value.properties.map(({ key, value: inner }) => `${keyText(key)}: ${typeOf(inner)}`).join("; ")} }`;
    case "array": {
      const types = [...new Set(value.elements.map(typeOf))];
      return types.length === 1 && !value.open ? `${types[0] ?? "unknown"}[]` : "unknown[]";
    }
    default: return "unknown";
  }
}

/** `app/user.activated` becomes `appUserActivated`. */
function toCamel(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const joined = words.map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1)).join("");
  return /^[\p{ID_Start}$_]/u.test(joined) ? joined : `event${joined}`;
}

function freeName(text: string, base: string): string {
  const isTaken = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
  let name = base;
  for (let number = 2; isTaken(name); number += 1) name = `${base}${String(number)}`;
  return name;
}
