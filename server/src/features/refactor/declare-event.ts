/** An event that is sent as an object, declared with `eventType` (SDK v4): from then on its payloads have a type. */
import type { FileModel, PayloadLiteral, Snapshot, Span, ValueLiteral } from "../../../../shared/analysis/model.ts";
import type { TextEdit } from "../../rules/rule.ts";
import { keyText } from "../../rules/support/edits.ts";
import { named } from "../../../../shared/text/named.ts";
import { contains } from "../places.ts";
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
  const imports = importEdit(file, ["eventType", "staticSchema"]);
  const at = endOfImports(file.text);
  const declaration = `${at === 0 ? "" : "\n\n"}export const ${variable} = eventType(${JSON.stringify(name)}, {\n  schema: staticSchema<${data ? typeOf(data) : "{}"}>(),\n});${at === 0 ? "\n" : ""}`;
  return {
    title: `Declare ${named(name)} with 'eventType'`, kind: "rewrite",
    edits: [...imports, { path: file.path, span: { start: at, end: at }, newText: declaration }, { path: file.path, span: event.span, newText: `${variable}.create(${call})` }],
  };
}

/** The arguments of `create`: the data, and the rest of the event as options. */
function writeCreate(file: FileModel, event: PayloadLiteral): string | undefined {
  const { open, properties } = event;
  const indentAt = (offset: number): number => /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf("\n", offset - 1) + 1))?.[0].length ?? 0;
  const outer = indentAt(event.span.start);
  // What stood one level deeper, in the event, comes out of it.
  const text = ({ start, end }: Span): string => file.text.slice(start, end).replaceAll(new RegExp(`(?<=\\n)[ \\t]{0,${String(Math.max(0, indentAt(start) - outer))}}`, "g"), "");
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

/** Adds names to the import of the SDK, or the import itself. */
function importEdit({ path, text }: FileModel, names: readonly string[]): TextEdit[] {
  const match = /^import\s*\{([^}]*)\}\s*from\s*["']inngest["']/m.exec(text);
  const present = new Set((match?.[1] ?? "").split(",").map((part) => part.trim()));
  const missing = names.filter((name) => !present.has(name));
  if (missing.length === 0) return [];
  if (match?.[1] === undefined) return [{ path, span: { start: 0, end: 0 }, newText: `import { ${missing.join(", ")} } from "inngest";\n` }];
  const at = match.index + match[0].indexOf("{") + 1 + match[1].trimEnd().length;
  return [{ path, span: { start: at, end: at }, newText: `${match[1].trimEnd().endsWith(",") ? "" : ","} ${missing.join(", ")}` }];
}

/** Behind the last import of the file's head; 0 where it imports nothing. */
function endOfImports(text: string): number {
  const imports = [...text.matchAll(/^import\b[^;]*?(?:from\s*)?["'][^"'\n]+["'][^\n;]*;?/gm)];
  const last = imports.at(-1);
  return last ? last.index + last[0].length : 0;
}
