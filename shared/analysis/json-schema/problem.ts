/** What is wrong with a JSON schema, as far as it is read here. */
import { describeShape } from "../shape.ts";
import { suggest } from "../suggest.ts";
import { followPointer, isObject } from "./pointer.ts";
import { shapeOfSchema } from "./shape.ts";

/** Schemas nested deeper are made by machines, which make no slips. */
const DEPTH = 64;
const TYPES = ["string", "number", "integer", "boolean", "null", "array", "object"];

/** The first thing that is wrong with the schema of an event's data; undefined where nothing is. */
export function findSchemaProblem(schema: unknown, root = schema): string | undefined {
  const problem = find(schema, root, [], DEPTH);
  if (problem !== undefined) return problem;
  const shape = shapeOfSchema(schema, root);
  return ["object", "record", "any", "union"].includes(shape.kind) ? undefined : `it is the schema of the event's \`data\`, which is an object and not ${describeShape(shape)}`;
}

function find(schema: unknown, root: unknown, at: readonly string[], depth: number): string | undefined {
  if (typeof schema === "boolean" || depth === 0) return undefined;
  if (!isObject(schema)) return `${where(at)} is a schema, which is an object, \`true\` or \`false\``;
  const { $ref: reference, type, properties, required, enum: values } = schema;
  if (typeof reference === "string" && reference.startsWith("#") && followPointer(root, reference) === undefined) return `${where([...at, "$ref"])} leads nowhere: the schema has no \`${reference}\``;
  for (const one of type === undefined ? [] : Array.isArray(type) ? type : [type]) {
    const word = typeof one === "string" ? one : JSON.stringify(one);
    if (TYPES.includes(word)) continue;
    const meant = suggest(word, TYPES);
    return `${where([...at, "type"])} is \`${word}\`, which JSON Schema does not have${meant === undefined ? `; it has ${TYPES.join(", ")}` : `; did you mean \`${meant}\``}`;
  }
  if (required !== undefined && (!Array.isArray(required) || required.some((key) => typeof key !== "string"))) return `${where([...at, "required"])} is a list of keys; it stands beside \`properties\``;
  if (values !== undefined && !Array.isArray(values)) return `${where([...at, "enum"])} is a list of values`;
  if (properties !== undefined && !isObject(properties)) return `${where([...at, "properties"])} is an object of schemas by key`;
  return findInside(schema, root, at, depth - 1);
}

function findInside(schema: Readonly<Record<string, unknown>>, root: unknown, at: readonly string[], depth: number): string | undefined {
  for (const keyword of ["properties", "$defs", "definitions", "patternProperties"]) {
    for (const [key, inner] of Object.entries(isObject(schema[keyword]) ? schema[keyword] : {})) {
      const problem = find(inner, root, [...at, keyword, key], depth);
      if (problem !== undefined) return problem;
    }
  }
  for (const keyword of ["anyOf", "oneOf", "allOf"]) {
    const list = schema[keyword];
    if (list !== undefined && !Array.isArray(list)) return `${where([...at, keyword])} is a list of schemas`;
    for (const [index, inner] of (list ?? []).entries()) {
      const problem = find(inner, root, [...at, keyword, String(index)], depth);
      if (problem !== undefined) return problem;
    }
  }
  for (const keyword of ["items", "additionalProperties"]) {
    const inner = schema[keyword];
    const problem = inner === undefined || Array.isArray(inner) ? undefined : find(inner, root, [...at, keyword], depth);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** `properties.plan.type`. */
function where(at: readonly string[]): string {
  return at.length === 0 ? "it" : `\`${at.join(".")}\``;
}
