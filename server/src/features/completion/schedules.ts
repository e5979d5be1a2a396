/** Schedules for a `cron` trigger. */
import type { CompletionItem, CompletionPlace } from "./completion.ts";
import { textAt } from "./text-at.ts";

const schedules: readonly (readonly [schedule: string, meaning: string])[] = [
  ["*/5 * * * *", "every 5 minutes"],
  ["*/15 * * * *", "every 15 minutes"],
  ["0 * * * *", "every hour"],
  ["0 0 * * *", "every day at midnight, UTC"],
  ["0 9 * * *", "every day at 9:00, UTC"],
  ["0 9 * * MON-FRI", "on weekdays at 9:00, UTC"],
  ["0 9 * * MON", "every Monday at 9:00, UTC"],
  ["0 0 1 * *", "on the first of each month, UTC"],
  ["TZ=Europe/Paris 0 9 * * *", "every day at 9:00, in Paris"],
  ["TZ=America/New_York 0 9 * * *", "every day at 9:00, in New York"],
];

export function completeSchedule({ file, offset }: CompletionPlace): readonly CompletionItem[] | undefined {
  for (const { path, triggers } of file.functions) {
    for (const trigger of path === file.path ? triggers : []) {
      const text = trigger.kind === "cron" && trigger.scheduleSpan ? textAt(file, trigger.scheduleSpan, offset) : undefined;
      if (text) return schedules.map(([schedule, meaning], index) => ({ label: schedule, kind: "schedule", detail: meaning, span: text.span, newText: schedule, rank: index }));
    }
  }
  return undefined;
}
