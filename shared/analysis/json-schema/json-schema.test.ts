import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { showShape } from "../testing/show-shape.ts";
import { findSchemaProblem } from "./problem.ts";
import { shapeOfSchema } from "./shape.ts";

test("keywords as shapes", () => {
  const cases: readonly (readonly [schema: unknown, shape: string])[] = [
    [{ type: "object", properties: { id: { type: "string" }, n: { type: "integer" }, on: { type: "boolean" } }, required: ["id"] }, "{id:string,n?:number,on?:boolean,...}"],
    [{ properties: { a: {} }, required: ["a", "b"], additionalProperties: false }, "{a:any,b:any}"],
    [{ type: "object", additionalProperties: { type: "number" } }, "{[]:number}"],
    [{ type: "array", items: { enum: ["a", 1, null] } }, '("a"|1|null)[]'],
    [{ type: ["string", "null"] }, "string|null"],
    [{ const: "x" }, '"x"'],
    [{ oneOf: [{ type: "string" }, { type: "number" }] }, "string|number"],
    [{ allOf: [{ type: "object", properties: { a: { type: "string" } }, required: ["a"] }, { type: "object", properties: { b: { type: "string" } } }] }, "{a:string,b?:string,...}"],
    [{ $ref: "#/$defs/a~1b", $defs: { "a/b": { type: "string" } } }, "string"],
    [{ $ref: "other.json" }, "any"],
    [{ $ref: "#" }, "any"],
    [{ type: "array", items: [{ type: "string" }] }, "any[]"],
    [{ not: { type: "string" } }, "any"],
    [true, "any"],
  ];
  for (const [schema, shape] of cases) assert.equal(showShape(shapeOfSchema(schema)), shape);
});

test("what is wrong, with its place and its way out", () => {
  const cases: readonly (readonly [schema: unknown, problem: string | undefined])[] = [
    [{ type: "object", properties: { plan: { type: "strng" } } }, "`properties.plan.type` is `strng`, which JSON Schema does not have; did you mean `string`"],
    [{ type: "object", properties: ["plan"] }, "`properties` is an object of schemas by key"],
    [{ properties: { plan: { type: "string", required: true } } }, "`properties.plan.required` is a list of keys; it stands beside `properties`"],
    [{ properties: { plan: "string" } }, "`properties.plan` is a schema, which is an object, `true` or `false`"],
    [{ properties: { plan: { $ref: "#/$defs/plan" } } }, "`properties.plan.$ref` leads nowhere: the schema has no `#/$defs/plan`"],
    [{ type: "string" }, "it is the schema of the event's `data`, which is an object and not a string"],
    [[], "it is a schema, which is an object, `true` or `false`"],
    [{ anyOf: [{ type: "object" }, { type: 5 }] }, "`anyOf.1.type` is `5`, which JSON Schema does not have; it has string, number, integer, boolean, null, array, object"],
    [{}, undefined],
    [{ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", properties: { a: { $ref: "#" } } }, undefined],
  ];
  for (const [schema, problem] of cases) assert.equal(findSchemaProblem(schema), problem);
});

test("no JSON is too odd to be read", () => {
  const keyword = fc.constantFrom("type", "properties", "items", "$ref", "anyOf", "allOf", "enum", "required", "const", "additionalProperties", "$defs");
  const { schema } = fc.letrec((tie) => ({ schema: fc.oneof({ depthSize: "small" }, fc.jsonValue({ maxDepth: 1 }), fc.constantFrom("#", "#/$defs", "object"), fc.array(tie("schema"), { maxLength: 3 }), fc.dictionary(keyword, tie("schema"), { maxKeys: 4 })) }));
  fc.assert(fc.property(schema, (value) => {
    assert.ok(shapeOfSchema(value).kind);
    findSchemaProblem(value);
  }), { numRuns: 200 });
});
