/** Keys of an event that the event API does not know: it drops them without a word. */
import type { FileModel, PropertyLiteral } from "../../../../shared/analysis/model.ts";
import { suggest } from "../../../../shared/analysis/suggest.ts";
import type { Finding, Fix } from "../rule.ts";
import { addProperties, contains, isWrittenKey, keyText, removeProperty, renameKey } from "./edits.ts";
import { isInPlace, isTypeChecked } from "./sent-events.ts";
import type { SentEvent } from "./sent-events.ts";
import { named } from "../../../../shared/text/named.ts";

const KEYS = ["name", "data", "id", "ts", "v", "user", "meta"];
/** Read by the SDK itself before it sends, and not put on the wire. */
const OF_THE_SDK = new Set(["validate", "sessions", "ctx"]);
/** What people write who know other event systems. */
const SYNONYMS: Readonly<Record<string, string>> = {
  event: "name", eventName: "name", type: "name", payload: "data", body: "data", timestamp: "ts", time: "ts", version: "v",
};

export interface EnvelopeKeys {
  readonly findings: readonly Finding[];
  /** Known keys that an unknown one was surely meant to be. */
  readonly renamed: ReadonlySet<string>;
}

export function checkEnvelopeKeys(file: FileModel, sent: SentEvent, rule: string): EnvelopeKeys {
  const { event, created } = sent;
  const present = new Set(event.properties.map((property) => property.key));
  const absent = new Set(KEYS.filter((key) => !present.has(key) && !(created && (key === "name" || key === "data"))));
  const renamed = new Set<string>();
  const findings: Finding[] = [];
  for (const property of event.properties) {
    if (KEYS.includes(property.key) || OF_THE_SDK.has(property.key) || property.value.kind === "undefined") continue;
    const meant = meantKey(property.key, absent);
    if (meant !== undefined) {
      absent.delete(meant);
      renamed.add(meant);
    }
    findings.push(report(file, sent, property, meant, rule));
  }
  return { findings, renamed };
}

function meantKey(key: string, absent: ReadonlySet<string>): string | undefined {
  const synonym = Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : undefined;
  return synonym !== undefined && absent.has(synonym) ? synonym : suggest(key, absent);
}

function report(file: FileModel, sent: SentEvent, property: PropertyLiteral, meant: string | undefined, rule: string): Finding {
  const { event, send } = sent;
  const base = {
    rule, span: property.keySpan,
    fixes: isWrittenKey(file, property) ? (meant === undefined ? moveIntoData(file, sent, property) : [rename(file, sent, property, meant)]) : [],
    ...(alsoByTypeScript(file, sent, property, meant) ? { alsoByTypeScript: true } : {}),
  };
  if (meant !== undefined) return { ...base, message: `\`${property.key}\` is not a key of an event; did you mean \`${meant}\`` };
  const place = event.properties.some((other) => other.key === "data") || send.via !== "eventType.create" ? "; what listeners read belongs in `data`" : "";
  // Middleware of the client's own may read the key before it is dropped, so this is not surely wrong.
  return { ...base, severity: "warning", message: `\`${property.key}\` is not a key of an event and is dropped${place}` };
}

/** TypeScript finds an unknown key in a literal given to v4 itself, and the missing name that a slip leaves on both. */
function alsoByTypeScript(file: FileModel, sent: SentEvent, property: PropertyLiteral, meant: string | undefined): boolean {
  if (!isTypeChecked(file, sent)) return false;
  if (meant === "name") return true;
  return file.sdk !== 3 && sent.event.returned !== true && isInPlace(sent.send, property.keySpan) && isWrittenKey(file, property);
}

function rename(file: FileModel, sent: SentEvent, property: PropertyLiteral, key: string): Fix {
  return { title: `Rename to ${named(key)}`, preferred: isInPlace(sent.send, property.keySpan), edits: [renameKey(file, property, key)] };
}

function moveIntoData(file: FileModel, sent: SentEvent, property: PropertyLiteral): Fix[] {
  const { event } = sent;
  const text = file.text.slice(property.span.start, property.span.end);
  const title = `Move ${named(property.key)} into 'data'`;
  const data = event.properties.find((other) => other.key === "data");
  if (!data) return event.open || sent.created ? [] : [{ title, preferred: false, edits: [{ path: file.path, span: property.span, newText: `data: { ${text} }` }] }];
  if (data.value.kind !== "object" || !contains(event.span, data.value.span)) return [];
  if (data.value.properties.some((inner) => keyText(inner.key) === keyText(property.key))) return [];
  return [{ title, preferred: false, edits: [removeProperty(file, property), ...addProperties(file, data.value, [text])] }];
}
