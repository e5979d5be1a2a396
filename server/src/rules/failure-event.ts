import { named } from "../../../shared/text/named.ts";
import type { Finding, Rule } from "./rule.ts";

/** What Inngest sends when a function has failed; of a batch also its `events`. */
const KEYS: ReadonlySet<string> = new Set(["function_id", "run_id", "error", "event", "events", "correlation_id"]);

/** `onFailure` gets an event of Inngest's own; the one that started the function lies in it. */
export const failureEvent: Rule = {
  id: "failure-event",
  group: "functions",
  severity: "warning",
  fixable: true,
  summary: "In `onFailure` the event that started the function is `event.data.event`; `event` itself is Inngest's own.",
  *check(file) {
    for (const { failureReads = [] } of file.functions) {
      for (const { key, location: { path, span }, retyped } of failureReads) {
        if (path !== file.path || KEYS.has(key) || key.startsWith("_")) continue;
        const finding: Finding = {
          rule: failureEvent.id, span,
          message: `\`${key}\` is not in the data of the event that \`onFailure\` gets; that of the event that started the function is \`event.data.event.data\``,
          ...(file.typeChecked && !retyped ? { alsoByTypeScript: true } : {}),
        };
        const isMember = file.text[span.start - 1] === ".";
        yield isMember ? { ...finding, fixes: [{ title: `Read ${named(`event.data.event.data.${key}`)}`, preferred: true, edits: [{ path, span: { start: span.start, end: span.start }, newText: "event.data." }] }] } : finding;
      }
    }
  },
};
