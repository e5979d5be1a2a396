/** The events of the workspace as one JSON schema, for an editor that completes and checks an event written as JSON. */
import type { Snapshot } from "../../../shared/analysis/model.ts";
import { toSample } from "../../../shared/analysis/sample.ts";
import type { Shape } from "../../../shared/analysis/shape.ts";
import type { JsonSchema } from "../../../shared/protocol/event-schema.ts";

/** An event whose name is known has the data of its declaration; any other name is accepted. */
export function toEventSchema(snapshot: Snapshot): JsonSchema {
  const names = snapshot.eventNames().filter((name) => name !== "" && !name.includes("*"));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Inngest event",
    type: "object",
    required: ["name"],
    properties: {
      name: { description: "Name of the event.", anyOf: [{ enum: names }, { type: "string", minLength: 1 }] },
      data: { description: "Payload of the event.", type: "object" },
      user: { description: "Who the event is about.", type: "object" },
      id: { description: "What makes the event unique: a second one with the same id is dropped.", type: "string" },
      ts: { description: "When it happened, in milliseconds since 1970.", type: "integer" },
      v: { description: "Version of the event.", type: "string" },
    },
    allOf: names.flatMap((name) => {
      const data = snapshot.event(name)?.declarations.find((declaration) => declaration.data !== undefined)?.data;
      if (data === undefined || data.kind === "any") return [];
      return [{ if: { properties: { name: { const: name } }, required: ["name"] }, then: { properties: { data: { ...toJsonSchema(data), default: toSample(data) } } } }];
    }),
  };
}

function toJsonSchema(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case "any": return {};
    case "string": case "number": case "boolean": case "null": return { type: shape.kind };
    case "literal": return { const: shape.value };
    case "array": return { type: "array", items: toJsonSchema(shape.element) };
    case "record": return { type: "object", additionalProperties: toJsonSchema(shape.value) };
    case "union": {
      const values = shape.members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
      return values.length === shape.members.length ? { enum: values } : { anyOf: shape.members.map(toJsonSchema) };
    }
    case "object": {
      const entries = Object.entries(shape.properties);
      return {
        type: "object",
        properties: Object.fromEntries(entries.map(([key, property]) => [key, toJsonSchema(property.shape)])),
        required: entries.flatMap(([key, { optional }]) => (optional ? [] : [key])),
        ...(shape.strict === true ? { additionalProperties: false } : {}),
      };
    }
  }
}
