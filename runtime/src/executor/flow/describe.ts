import { showDuration } from "../../../../shared/inngest/duration.ts";
import type { FlowDecision } from "../model.ts";
import type { Rate } from "./options.ts";

/** One sentence for the user; `name` is the function's. */
export function describeDecision(name: string, { kind, because }: FlowDecision): string {
  switch (kind) {
    case "notStarted": return `\`${name}\` was not started: ${because}`;
    case "waits": return `\`${name}\` waits: ${because}`;
    case "collects": return `\`${name}\` waits for more events: ${because}`;
    case "cancelled": return `\`${name}\` is cancelled: ${because}`;
  }
}

/** ` for `user-1``: which group of `key` is meant; nothing without a key. */
export function describeKey(source: string | undefined, key: string): string {
  return source === undefined ? "" : ` for \`${source}\` ${key}`;
}

/** `2 per 1m`, with the burst and the group. */
export function describeRate({ limit, periodMs, burst, key: source }: Rate, key: string): string {
  return `${limit} per ${showDuration(periodMs)}${burst > 0 ? `, burst ${burst}` : ""}${describeKey(source, key)}`;
}
