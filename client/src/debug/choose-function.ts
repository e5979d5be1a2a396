/** Which function a session debugs and with which event, where the configuration leaves it open. */
import { matchesEvent } from "../../../shared/analysis/event-model.ts";
import type { FunctionSummary } from "../../../shared/protocol/functions.ts";

/** The event of a launch configuration. */
export interface LaunchEvent {
  readonly name: string;
  readonly data?: unknown;
}

/** The function around a line (from 0); the only one of the file where the cursor is in none; undefined where a user has to choose. */
export function findFunctionAt(functions: readonly FunctionSummary[], line: number | undefined): FunctionSummary | undefined {
  const around = line === undefined ? [] : functions.filter(({ startLine, endLine }) => startLine <= line && line <= endLine);
  // The innermost one: a function may be created inside another's factory.
  const [first] = [...around].sort((a, b) => (a.endLine - a.startLine) - (b.endLine - b.startLine));
  return first ?? (functions.length === 1 ? functions[0] : undefined);
}

/** A sample of the first event that starts the function; undefined for cron and invoke-only functions. */
export function toSampleEvent({ triggers }: FunctionSummary): LaunchEvent | undefined {
  const trigger = triggers.find(({ event }) => !event.includes("*")) ?? triggers[0];
  return trigger === undefined ? undefined : { name: trigger.event.replace(/\*+$/, "sample"), data: trigger.sample };
}

/** Whether an event remembered from an earlier session still starts the function. */
export function isTriggeredBy({ triggers }: FunctionSummary, { name }: LaunchEvent): boolean {
  return triggers.some(({ event }) => matchesEvent(event, name));
}

/** A value of a launch configuration that is an event written in place. */
export function readInlineEvent(value: unknown): LaunchEvent | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { name, data } = value as { readonly name?: unknown; readonly data?: unknown };
  return typeof name === "string" ? { name, ...(data === undefined ? {} : { data }) } : undefined;
}
