/** Two runs as two texts, for the editor's own comparison, and what differs in one sentence. */
import { findDifferences, withoutIdentity, type Difference } from "../../../shared/recording/differences.ts";
import type { Json, RecordedRun } from "../../../shared/recording/format.ts";
import { escapeUnsafe, escapeUnsafeLines } from "../../../shared/text/unsafe.ts";
import { toRecordedWord } from "./run-rows.ts";

export interface Comparison {
  readonly before: string;
  readonly after: string;
  /** `2 steps and 1 emitted event differ`. */
  readonly summary: string;
}

export function toComparison(before: RecordedRun, after: RecordedRun): Comparison {
  return { before: toText(before), after: toText(after), summary: summarize(findDifferences(before, after)) };
}

function summarize(differences: readonly Difference[]): string {
  const nouns: Readonly<Record<Difference["kind"], string>> = { step: "step", event: "emitted event", output: "result", status: "status" };
  const counted = Object.entries(nouns).map(([kind, noun]) => [differences.filter((each) => each.kind === kind).length, noun] as const).filter(([number]) => number > 0);
  const total = counted.reduce((sum, [number]) => sum + number, 0);
  if (total === 0) return "Both runs took the same steps and emitted the same events.";
  const parts = counted.map(([number, noun]) => `${number} ${noun}${number === 1 || noun === "status" ? "" : "s"}`);
  const list = parts.length === 1 ? parts[0] ?? "" : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
  return `${list} ${total === 1 ? "differs" : "differ"}.`;
}

/** Without ids and times, which are each run's own. */
function toText(run: RecordedRun): string {
  const { localId, events, steps, emitted, output, error } = run;
  const lines = [`${escapeUnsafe(localId)} (${toRecordedWord(run)})`, "", ...events.flatMap(({ name, data }) => [`event ${escapeUnsafe(name)}`, ...indent(data)]), ""];
  for (const { id, hashedId, tool, result, attempts } of steps) {
    lines.push(`${escapeUnsafe(tool)} "${escapeUnsafe(id)}"${attempts > 1 ? `, ${attempts} attempts` : ""}`);
    if (result.kind === "error") lines.push(`  ✗ ${result.error.name}: ${result.error.message}`);
    else if (tool !== "step.sendEvent") lines.push(...indent(withoutIdentity(result.data, tool)));
    for (const sent of emitted.filter(({ step }) => step?.hashedId === hashedId)) lines.push(`  → ${escapeUnsafe(sent.event.name)}`, ...indent(sent.event.data, "    "));
  }
  const outside = emitted.filter(({ step }) => step === undefined);
  if (outside.length > 0) lines.push("", "emitted outside a step");
  for (const sent of outside) lines.push(`  → ${escapeUnsafe(sent.event.name)}`, ...indent(sent.event.data, "    "));
  lines.push("", ...(error === undefined ? ["result", ...indent(output ?? null)] : [`✗ ${error.name}: ${error.message}`]));
  return `${escapeUnsafeLines(lines.join("\n"))}\n`;
}

const indent = (value: Json, by = "  "): string[] => JSON.stringify(value, undefined, 2).split("\n").map((line) => by + line);
