/** Durations in sleeps, timeouts and the periods of flow control. */
import type { Span } from "../../../../shared/analysis/model.ts";
import { spellDuration } from "../../../../shared/inngest/duration.ts";
import { findDurations } from "../durations.ts";
import { contains } from "../places.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";
import { textAt } from "./text-at.ts";

const common = ["30s", "5m", "1h", "12h", "1d", "3d", "7d", "30d"];
const units = ["s", "m", "h", "d", "w"];

export function completeDuration({ file, offset }: CompletionPlace): readonly CompletionItem[] | undefined {
  const value = findDurations(file).find(({ span }) => contains(span, offset));
  const text = value?.kind === "string" ? textAt(file, value.span, offset) : undefined;
  if (!text) return undefined;
  const amount = /^\d+(?:\.\d+)?/.exec(text.typed)?.[0];
  const all = amount === undefined ? common : units.map((unit) => amount + unit);
  return all.map((duration, index) => toItem(duration, text.span, index));
}

function toItem(duration: string, span: Span, rank: number): CompletionItem {
  const spelled = spellDuration(duration);
  return { label: duration, kind: "duration", ...(spelled === undefined ? {} : { detail: spelled }), span, newText: duration, rank };
}
