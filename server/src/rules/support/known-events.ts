/** Names of events as a workspace uses them, and slips of the keyboard in them. */
import { matchesEvent } from "../../../../shared/analysis/event-model.ts";
import type { EventReference, FileModel } from "../../../../shared/analysis/model.ts";
import { editDistance } from "../../../../shared/analysis/suggest.ts";
import type { Fix } from "../rule.ts";
import { quoted } from "./edits.ts";
import { named } from "../../../../shared/text/named.ts";

/** Shorter names differ by one letter too easily. */
const SHORTEST = 5;

/** What to do about an event that is not for this workspace alone. */
export const elsewhere = "name it in `inngest.externalEvents` if others do";

export function isExternal(name: string, external: readonly string[] = []): boolean {
  return external.some((pattern) => matchesEvent(pattern, name));
}

/** The candidate that is one letter away, or differs only in case and in how words are joined; none where a number differs. */
export function oneSlipAway(name: string, candidates: Iterable<string>, isUsed: (candidate: string) => boolean): string | undefined {
  if (name.length < SHORTEST) return undefined;
  const [ownJoined, ownWithoutDigits] = [joined(name), withoutDigits(name)];
  for (const candidate of candidates) {
    const difference = Math.abs(candidate.length - name.length);
    if (candidate === name || difference > 3) continue;
    const isNear = joined(candidate) === ownJoined || (difference <= 1 && editDistance(name, candidate) === 1 && withoutDigits(candidate) !== ownWithoutDigits);
    if (isNear && isUsed(candidate)) return candidate;
  }
  return undefined;
}

function joined(name: string): string {
  return name.toLowerCase().replaceAll(/[-_./ :]/g, "");
}

function withoutDigits(name: string): string {
  return name.replaceAll(/\d+/g, "");
}

/** Only where the name itself is written at the mention. */
export function renameFix(file: FileModel, { span }: EventReference, from: string, to: string): Fix[] {
  if (file.text.slice(span.start + 1, span.end - 1) !== from) return [];
  return [{ title: `Change to ${named(to)}`, preferred: true, edits: [{ path: file.path, span, newText: quoted(file, span, to) }] }];
}
