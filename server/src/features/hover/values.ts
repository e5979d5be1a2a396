/** Durations in words, schedules with their next times, and what is read in an expression. */
import { findExpressionAt, mentionAt } from "../../../../shared/analysis/expression-at.ts";
import type { FileModel, Snapshot, ValueLiteral } from "../../../../shared/analysis/model.ts";
import { readCron } from "../../../../shared/inngest/cron.ts";
import { parseUserDuration, spellMilliseconds } from "../../../../shared/inngest/duration.ts";
import { findDurations } from "../durations.ts";
import { contains } from "../places.ts";
import { typeBlock } from "../shape-text.ts";
import type { Hover } from "./hover.ts";
import { block, code } from "./markdown.ts";

const shownTimes = 5;

export function hoverDuration(file: FileModel, offset: number): Hover | undefined {
  const value = findDurations(file).find(({ span }) => contains(span, offset));
  const milliseconds = value && toMilliseconds(value);
  if (!value || milliseconds === undefined || milliseconds < 0) return undefined;
  return { span: value.span, markdown: `**Duration** ${spellMilliseconds(milliseconds)}${value.kind === "number" ? "; a number is in milliseconds" : ""}` };
}

/** What cannot be read is reported by a rule. */
function toMilliseconds(value: ValueLiteral): number | undefined {
  if (value.kind === "number") return value.value;
  return value.kind === "string" && value.value !== undefined ? parseUserDuration(value.value) : undefined;
}

export function hoverSchedule(file: FileModel, offset: number, now: number): Hover | undefined {
  for (const { path, triggers } of file.functions) {
    for (const trigger of path === file.path ? triggers : []) {
      if (trigger.kind !== "cron" || trigger.schedule.kind !== "known" || !trigger.scheduleSpan || !contains(trigger.scheduleSpan, offset)) continue;
      const schedule = readCron(trigger.schedule.value);
      if ("problem" in schedule) return undefined;
      const times = schedule.next(now, shownTimes).map((time) => `- ${showTime(time, schedule.timeZone)}`);
      return { span: trigger.scheduleSpan, markdown: `**Schedule** ${code(trigger.schedule.value)}\n\n${times.length === 0 ? "It never fires." : `Fires next, in ${schedule.timeZone}:\n\n${times.join("\n")}`}` };
    }
  }
  return undefined;
}

function showTime(time: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(time));
}

export function hoverExpression(snapshot: Snapshot, file: FileModel, offset: number): Hover | undefined {
  const expression = findExpressionAt(file, snapshot, offset);
  const mention = expression && mentionAt(snapshot, file, expression, offset);
  if (!mention) return undefined;
  if (mention.kind === "path") return { span: mention.span, markdown: typeBlock(mention.path, mention.shape) };
  return { span: mention.span, markdown: `${block("ts", mention.info.signature)}\n\n${mention.info.summary}` };
}
