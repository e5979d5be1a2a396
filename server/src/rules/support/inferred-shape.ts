/** The data of an event that nothing declares, against what its listeners read and its other senders agree on. */
import type { DataRead, EventModel, FileModel, PropertyLiteral, Sender, Snapshot } from "../../../../shared/analysis/model.ts";
import type { Finding } from "../rule.ts";
import { isWrittenKey, renameKey } from "./edits.ts";
import { oneSlipAway } from "./known-events.ts";
import { isInPlace } from "./sent-events.ts";
import type { SentEvent } from "./sent-events.ts";
import { named } from "../../../../shared/text/named.ts";

type Told = Pick<Finding, "span" | "message"> & Partial<Finding>;

interface Sent {
  readonly file: FileModel;
  readonly snapshot: Snapshot;
  readonly sent: SentEvent;
  readonly event: EventModel;
  readonly data: PropertyLiteral;
  readonly properties: readonly PropertyLiteral[];
  readonly others: readonly Sender[];
}

export function* tellInferred(file: FileModel, snapshot: Snapshot, sent: SentEvent, name: string): Iterable<Told> {
  for (const { told } of findInferred(file, snapshot, sent, name)) yield told;
}

/** Silent unless the data and that of all other senders can be told, and none of those does without the key. */
export function* findInferred(file: FileModel, snapshot: Snapshot, sent: SentEvent, name: string): Iterable<{ readonly key: string; readonly told: Told }> {
  const event = snapshot.event(name);
  const data = sent.event.properties.findLast((property) => property.key === "data");
  if (!event || event.declarations.length > 0 || sent.event.open || data?.value.kind !== "object" || data.value.open || file.text[data.value.span.start] !== "{") return;
  const { properties } = data.value;
  const others = event.senders.filter(({ path, span }) => path !== file.path || span.start !== sent.event.name?.span.start);
  const context: Sent = { file, snapshot, sent, event, data, properties, others };
  for (const read of findReads(event)) {
    if (has(properties, read.key) || !others.every(({ keys }) => keys?.includes(read.key))) continue;
    const told = tellSlip(context, read) ?? tellMissing(context, read);
    // Schemas of v3 that do not name the event are ones that cannot be read.
    if (told && file.sdk === 3 && mayHave(snapshot, "schemas")) return;
    if (told) yield { key: read.key, told: { ...told, severity: "warning", related: [{ location: read.location, message: `\`${read.key}\` is read here` }] } };
  }
}

/** What some listener takes from the event in each of its runs, and none guards against missing. */
function findReads({ listeners }: EventModel): DataRead[] {
  const all = listeners.flatMap(({ reads }) => (reads?.open === false ? reads.reads : []));
  const guarded = new Set(listeners.flatMap(({ reads }) => reads?.reads ?? []).filter(({ use }) => use === "guarded").map(({ key }) => key));
  const sure = all.filter(({ key, use }) => (use === "needed" || use === "taken") && !guarded.has(key));
  return [...new Map(sure.sort((a, b) => Number(a.use === "needed") - Number(b.use === "needed")).map((read) => [read.key, read])).values()];
}

/** The key stands there misspelt: under that name nobody reads it, and nobody else sends it. */
function tellSlip({ file, snapshot, sent, event, properties, others }: Sent, { key }: DataRead): Told | undefined {
  const { listeners, name } = event;
  if (snapshot.unclear().listeners || !listeners.every(({ kind, reads }) => kind === "trigger" && reads && !reads.open)) return undefined;
  const isUsed = (candidate: string): boolean => listeners.some(({ reads }) => has(reads?.reads ?? [], candidate)) || others.some(({ keys }) => keys?.includes(candidate));
  const slip = oneSlipAway(key, properties.map((property) => property.key), (candidate) => !isUsed(candidate));
  const property = properties.find((one) => one.key === slip);
  if (!property || !isWrittenKey(file, property)) return undefined;
  return {
    span: property.keySpan,
    message: `nothing reads \`${property.key}\` of \`${name}\`'s data; did you mean \`${key}\``,
    fixes: [{ title: `Rename to ${named(key)}`, preferred: others.length > 0 && isInPlace(sent.send, property.keySpan), edits: [renameKey(file, property, key)] }],
  };
}

/** Without it a run throws, and every other sender gives it; a middleware might add it. */
function tellMissing({ snapshot, data, event, others }: Sent, { key, use }: DataRead): Told | undefined {
  if (use !== "needed" || others.length === 0 || snapshot.unclear().senders || mayHave(snapshot, "middleware")) return undefined;
  return { span: data.keySpan, message: `\`${key}\` is missing from \`${event.name}\`'s data, and a function that it triggers throws without it` };
}

/** Whether a client has the option, or cannot be read. */
export function mayHave(snapshot: Snapshot, option: string): boolean {
  return snapshot.clients().some(({ options }) => options?.kind !== "object" || options.open || has(options.properties, option));
}

function has(items: readonly { readonly key: string }[], key: string): boolean {
  return items.some((item) => item.key === key);
}
