import { readCron } from "../../../shared/inngest/cron.ts";
import type { Rule } from "./rule.ts";
import { quoted } from "./support/edits.ts";
import { named } from "../../../shared/text/named.ts";

/** Schedules as Inngest reads them; one that it cannot read keeps the whole app from being synced. */
export const validCron: Rule = {
  id: "valid-cron",
  group: "functions",
  severity: "error",
  fixable: true,
  summary: "A `cron` trigger has the five fields that Inngest reads, and a time zone that there is.",
  *check(file) {
    for (const { triggers } of file.functions) {
      for (const trigger of triggers) {
        if (trigger.kind !== "cron" || trigger.schedule.kind !== "known" || !trigger.scheduleSpan) continue;
        const text = trigger.schedule.value;
        const span = trigger.scheduleSpan;
        const read = readCron(text);
        if (!("problem" in read)) {
          if (read.next(0, 1).length === 0) yield { rule: validCron.id, span, severity: "warning", message: `\`${text}\` never comes: no month has that day` };
          continue;
        }
        const { message, start, end, instead } = read.problem;
        const isWritten = file.text.slice(span.start + 1, span.end - 1) === text;
        yield {
          rule: validCron.id,
          span: isWritten && end > start ? { start: span.start + 1 + start, end: span.start + 1 + end } : span,
          message,
          ...(isWritten && instead !== undefined ? { fixes: [{ title: `Change to ${named(instead)}`, preferred: true, edits: [{ path: file.path, span, newText: quoted(file, span, instead) }] }] } : {}),
        };
      }
    }
  },
};
