import { describeValue } from "../../../shared/analysis/check-shape.ts";
import type { FileModel, PropertyLiteral, SendSite } from "../../../shared/analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";
import { findSentEvents, isTypeChecked, isTypedSend } from "./support/sent-events.ts";
import type { SentEvent } from "./support/sent-events.ts";
import { checkEnvelopeKeys } from "./support/envelope-keys.ts";
import { replaceValue } from "./support/edits.ts";
import { checkTimestamp } from "./support/timestamps.ts";

/** More events in one request are refused by the event API as a whole. */
const MAX_EVENTS = 5000;

/** The envelope of every event that is sent: `name`, `data`, `ts`, `id`, `v`, and nothing else. */
export const validEventPayload: Rule = {
  id: "valid-event-payload",
  group: "events",
  severity: "error",
  fixable: true,
  summary: "An event is `{ name, data }` as Inngest accepts it.",
  *check(file) {
    for (const send of file.sends) yield* checkPayload(file, send);
    for (const sent of findSentEvents(file)) yield* checkEvent(file, sent);
  },
};

function* checkPayload(file: FileModel, send: SendSite): Iterable<Finding> {
  const { payload } = send;
  const callee = file.text.slice(send.calleeSpan.start, send.calleeSpan.end);
  const report = (span: Finding["span"], message: string, alsoByTypeScript: boolean): Finding => ({ rule: validEventPayload.id, span, message, ...(alsoByTypeScript && isTypedSend(file, send) ? { alsoByTypeScript } : {}) });
  // Where the id is missing the event stands in its place, which is another rule's finding.
  if (payload.kind === "missing" && send.step?.id.kind !== "missing") yield report(send.calleeSpan, `\`${callee}\` is given no event, so it sends nothing`, true);
  if (payload.kind === "invalid" && payload.found !== undefined && send.step?.id.kind !== "missing") {
    yield report(payload.span, `an event must be an object, not ${payload.found}`, true);
  }
  for (const { span, found } of payload.invalid) yield report(span, `an event must be an object, not ${found}`, true);
  const count = Math.max(payload.count, payload.atLeast ?? 0);
  if (count > MAX_EVENTS) yield report(send.calleeSpan, `\`${callee}\` sends ${count.toLocaleString("en")} events at once; Inngest takes at most ${MAX_EVENTS.toLocaleString("en")}`, false);
}

function* checkEvent(file: FileModel, sent: SentEvent): Iterable<Finding> {
  const { event } = sent;
  const properties = new Map(event.properties.map((property) => [property.key, property]));
  const keys = checkEnvelopeKeys(file, sent, validEventPayload.id);
  yield* keys.findings;
  const checked = isTypeChecked(file, sent);
  if (event.name === undefined && !event.open && !keys.renamed.has("name")) {
    yield { rule: validEventPayload.id, span: event.span, message: "this event has no `name`", ...(checked ? { alsoByTypeScript: true } : {}) };
  }
  const name = properties.get("name");
  if (name) yield* checkName(name, checked);
  const data = properties.get("data");
  if (data) yield* checkData(file, data, sent, checked);
  for (const key of ["id", "v"]) {
    const property = properties.get(key);
    if (property) yield* checkText(file, property, checked);
  }
  const ts = properties.get("ts");
  if (ts) yield* checkTimestamp(file, ts, checked && ts.asserted !== true, validEventPayload.id);
}

function* checkName(property: PropertyLiteral, checked: boolean): Iterable<Finding> {
  const { value } = property;
  const base = { rule: validEventPayload.id, span: value.span };
  if (value.kind === "string") {
    if (value.value === "") yield { ...base, message: "this event's `name` is empty" };
  } else if (value.kind !== "unknown" && value.kind !== "instance" && value.kind !== "union") {
    yield { ...base, message: `an event's \`name\` must be a string, not ${describeValue(value)}`, ...(checked && property.asserted !== true ? { alsoByTypeScript: true } : {}) };
  }
}

/** Missing and null data are sent as `{}`, and so is everything else that JavaScript takes for false. */
function* checkData(file: FileModel, property: PropertyLiteral, sent: SentEvent, checked: boolean): Iterable<Finding> {
  const { value } = property;
  if (value.kind !== "string" && value.kind !== "number" && value.kind !== "boolean" && value.kind !== "array" && value.kind !== "function"
    && !(value.kind === "instance" && value.className === "Date")) return;
  const becomesEmpty = value.kind === "function" || ("value" in value && (value.value === "" || value.value === 0 || value.value === false));
  const message = `an event's \`data\` must be an object, not ${describeValue(value)}`;
  const typed = checked && sent.created && property.asserted !== true;
  const text = file.text.slice(value.span.start, value.span.end);
  const wrap = value.kind === "array" ? [{ title: "Wrap in an object as 'items'", preferred: false, edits: [replaceValue(file, property, `{ items: ${text} }`)] }] : [];
  yield {
    rule: validEventPayload.id, span: value.span, message: becomesEmpty ? `${message}; it is sent as \`{}\`` : message, fixes: wrap,
    ...(becomesEmpty ? { severity: "warning" as const } : {}), ...(typed ? { alsoByTypeScript: true } : {}),
  };
}

function* checkText(file: FileModel, property: PropertyLiteral, checked: boolean): Iterable<Finding> {
  const { value, key } = property;
  if (value.kind !== "number" && value.kind !== "boolean" && value.kind !== "object" && value.kind !== "array") return;
  const text = file.text.slice(value.span.start, value.span.end);
  const quote = value.kind === "number" && value.value !== undefined && /^[\d.]+$/.test(text)
    ? [{ title: "Convert to a string", preferred: true, edits: [replaceValue(file, property, JSON.stringify(text))] }] : [];
  yield {
    rule: validEventPayload.id, span: value.span, message: `an event's \`${key}\` must be a string, not ${describeValue(value)}`, fixes: quote,
    // The types of v3 know no `v`.
    ...(checked && property.asserted !== true && !(key === "v" && file.sdk === 3) ? { alsoByTypeScript: true } : {}),
  };
}
