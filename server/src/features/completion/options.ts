/** Options of a function, written out: TypeScript offers their names, these bring what belongs to them. */
import type { SdkMajor, Span } from "../../../../shared/analysis/model.ts";
import { contains } from "../places.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";

interface Option {
  readonly name: string;
  readonly body: string;
  readonly summary: string;
  readonly sdk?: SdkMajor;
  /** True where there is no function without it. */
  readonly required?: true;
}

const options: readonly Option[] = [
  { name: "id", body: "id: \"$1\"", summary: "what names the function in Inngest; another id is another function", required: true },
  { name: "triggers", body: "triggers: { event: \"$1\" }", summary: "what starts the function: events, a schedule, an invocation", sdk: 4, required: true },
  { name: "retries", body: "retries: ${1:4}", summary: "how often a step is tried again, 0 to 20; 4 when left out" },
  { name: "concurrency", body: "concurrency: { limit: ${1:10}, key: \"${2:event.data.userId}\" }", summary: "how many steps execute at once, for each value of the key" },
  { name: "throttle", body: "throttle: { limit: ${1:10}, period: \"${2:1m}\", key: \"${3:event.data.userId}\" }", summary: "how many runs start in a period; the rest wait" },
  { name: "rateLimit", body: "rateLimit: { limit: ${1:1}, period: \"${2:1h}\", key: \"${3:event.data.userId}\" }", summary: "how many runs start in a period; the rest are skipped" },
  { name: "debounce", body: "debounce: { period: \"${1:5m}\", key: \"${2:event.data.userId}\" }", summary: "waits until no event has come for a period, then runs once, with the last one" },
  { name: "batchEvents", body: "batchEvents: { maxSize: ${1:100}, timeout: \"${2:5s}\" }", summary: "one run for many events, which it gets as a list" },
  { name: "priority", body: "priority: { run: \"${1:event.data.plan == 'enterprise' ? 120 : 0}\" }", summary: "seconds by which a run goes before others, -600 to 600" },
  { name: "cancelOn", body: "cancelOn: [{ event: \"$1\", match: \"${2:data.userId}\" }]", summary: "events that cancel a run" },
  { name: "idempotency", body: "idempotency: \"${1:event.data.id}\"", summary: "runs once in 24 hours for each value" },
  { name: "singleton", body: "singleton: { mode: \"${1|skip,cancel|}\", key: \"${2:event.data.userId}\" }", summary: "one run at a time: a second is skipped, or replaces the first" },
  { name: "timeouts", body: "timeouts: { start: \"${1:1m}\", finish: \"${2:1h}\" }", summary: "how long a run may wait to start, and may take" },
  { name: "onFailure", body: "onFailure: async ({ error, event, step }) => {\n\t$0\n}", summary: "runs after the last retry has failed" },
];

export function completeOption({ file, offset }: CompletionPlace): readonly CompletionItem[] | undefined {
  for (const { path, options: written, sdk } of file.functions) {
    if (path !== file.path || written?.kind !== "object" || written.span.start >= offset || offset >= written.span.end) continue;
    if (written.properties.some(({ span, keySpan }) => contains(span, offset) && !contains(keySpan, offset))) return undefined;
    const before = file.text.slice(written.span.start, offset);
    const word = /[{,]\s*([A-Za-z]*)$/.exec(before)?.[1];
    if (word === undefined || /^[\w$]/.test(file.text.slice(offset))) return undefined;
    const present = new Set(written.properties.filter(({ keySpan }) => !contains(keySpan, offset)).map(({ key }) => key));
    const span = { start: offset - word.length, end: offset };
    return options.filter((option) => !present.has(option.name) && (option.sdk === undefined || option.sdk === sdk)).map((option) => toItem(option, span));
  }
  return undefined;
}

/**
 * TypeScript's own bring the name alone, at 11 and 12, and until the call has its handler they are variables and no options:
 * then what is required is the first to be offered. The others stand below them.
 */
function toItem({ name, body, summary, required }: Option, span: Span): CompletionItem {
  return { label: `${name}: …`, kind: "option", detail: summary, markdown: summary, span, newText: body, snippet: true, rank: required ? 9 : 13 };
}
