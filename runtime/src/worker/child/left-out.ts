import { asObject } from "../../executor/json-object.ts";
import type { JsonValue } from "../../executor/model.ts";

/** As many as the SDK itself names where it does not find a step. */
const mostFound = 25;

/** The SDK's answer, with the steps it was not told of where it says which ones it found in place of the one it was asked for. */
export function withLeftOut(body: JsonValue | undefined, leftOut: readonly string[]): JsonValue | undefined {
  const answered = asObject(body);
  if (leftOut.length === 0 || answered["requestedStep"] === undefined) return body;
  const found = Array.isArray(answered["foundSteps"]) ? answered["foundSteps"] as readonly JsonValue[] : [];
  return { ...answered, foundSteps: [...found, ...leftOut.map((displayName) => ({ displayName }))].slice(0, mostFound) } as JsonValue;
}
