import type { JsonValue } from "./model.ts";

type JsonObject = Readonly<Record<string, JsonValue | undefined>>;

/** The value where it is an object, else one without fields: what comes over the wire may be anything. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : {};
}
