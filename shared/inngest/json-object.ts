import type { EnvelopeValue } from "./event-envelope.ts";

export type JsonObject = { readonly [key: string]: EnvelopeValue };

export function isObject(value: EnvelopeValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
