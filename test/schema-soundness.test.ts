/**
 * No false alarm: whatever the shape read from a schema's text finds wrong with a value, the schema itself refuses.
 * Every schema meets every value, on the real libraries.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import ts from "typescript";
import * as valibot from "valibot";
import { checkShape } from "../shared/analysis/check-shape.ts";
import { readDeclarations } from "../shared/analysis/declarations.ts";
import { readLiteral } from "../shared/analysis/literals.ts";
import { MemoryFiles } from "../shared/analysis/testing/fixture.ts";

interface StandardSchema {
  readonly "~standard": { validate(value: unknown): { readonly issues?: readonly unknown[] | undefined } };
}

const require = createRequire(import.meta.url);
const zod: unknown = createRequire(require.resolve("../examples/onboarding/package.json"))("zod");

const ZOD: readonly string[] = [
  "z.string()", "z.string().min(1)", "z.string().optional()", "z.string().nullable()", "z.string().nullish()", "z.string().default('x')", "z.string().describe('x')", "z.email()", "z.uuid()", "z.iso.datetime()",
  "z.number()", "z.number().int().positive()", "z.int()", "z.coerce.number()", "z.coerce.string()", "z.coerce.boolean()", "z.boolean()", "z.null()", "z.any()", "z.unknown()", "z.date()", "z.bigint()", "z.undefined()", "z.void()", "z.never()", "z.nan()",
  "z.literal('a')", "z.literal(1)", "z.literal(['a', 1, null])", "z.enum(['a', 'b'])", "z.enum({ A: 'a', B: 'b' })", "z.string().array()", "z.array(z.number())", "z.array(z.string().nullable())", "z.tuple([z.string()])", "z.set(z.string())",
  "z.record(z.string(), z.number())", "z.record(z.enum(['a', 'b']), z.string())", "z.partialRecord(z.enum(['a', 'b']), z.string())", "z.map(z.string(), z.string())",
  "z.object({})", "z.object({ a: z.string() })", "z.object({ a: z.string().optional(), b: z.number() })", "z.object({ a: z.any(), b: z.unknown() })", "z.object({ a: z.object({ b: z.boolean().optional() }) })", "z.strictObject({ a: z.string() })", "z.looseObject({ a: z.string() })",
  "z.object({ a: z.string() }).passthrough()", "z.object({ a: z.string() }).strict()", "z.object({ a: z.string() }).catchall(z.number())", "z.object({ a: z.string() }).extend({ b: z.number() })", "z.object({ a: z.string() }).merge(z.object({ b: z.number() }))",
  "z.object({ a: z.string(), b: z.number() }).pick({ a: true })", "z.object({ a: z.string(), b: z.number() }).omit({ a: true })", "z.object({ a: z.string(), b: z.number() }).partial()", "z.object({ a: z.string(), b: z.number() }).partial({ b: true })",
  "z.object({ a: z.string().optional() }).required()", "z.object({ a: z.string() }).and(z.object({ b: z.number() }))", "z.intersection(z.object({ a: z.string() }), z.object({ a: z.string(), b: z.number().optional() }))",
  "z.object({ a: z.string() }).or(z.null())", "z.union([z.string(), z.number()])", "z.union([z.object({ a: z.string() }), z.object({ b: z.number() })])", "z.union([z.strictObject({ a: z.string() }), z.strictObject({ a: z.string(), b: z.number() })])",
  "z.discriminatedUnion('a', [z.object({ a: z.literal('a'), b: z.number() }), z.object({ a: z.literal('b') })])", "z.string().transform(Number)", "z.preprocess(String, z.string())", "z.string().pipe(z.string())", "z.lazy(() => z.string())", "z.string().catch('x')", "z.array(z.string()).catch([])",
  "z.object({ a: z.string().catch('x') })", "z.string().brand()", "z.string().readonly()", "z.string().refine(() => true)", "z.string().trim()", "z.object({ a: z.string().default('x'), b: z.number().prefault(1) })", "z.optional(z.string())", "z.nullable(z.string())", "z.nullish(z.string())", "z.string().optional().nonoptional()",
  "z.stringbool()", "z.custom()", "z.instanceof(Date)", "z.json()", "z.templateLiteral(['a', z.number()])", "z.object({ a: z.string() }).keyof()", "z.object({ a: z.string() }).shape.a", "z.object({ ...z.object({ a: z.string() }).shape, b: z.number() })", "z.xor([z.string(), z.number()])", "z.object({ a: z.string().exactOptional() })",
];

const VALIBOT: readonly string[] = [
  "v.string()", "v.pipe(v.string(), v.email())", "v.pipe(v.string(), v.transform(Number))", "v.number()", "v.boolean()", "v.null_()", "v.null()", "v.any()", "v.unknown()", "v.date()", "v.literal('a')", "v.picklist(['a', 'b'])", "v.enum({ A: 'a', B: 'b' })",
  "v.array(v.string())", "v.tuple([v.string()])", "v.record(v.string(), v.number())", "v.object({ a: v.string() })", "v.object({ a: v.optional(v.string()), b: v.number() })", "v.object({ a: v.optional(v.string(), 'x') })", "v.strictObject({ a: v.string() })", "v.looseObject({ a: v.string() })",
  "v.object({ a: v.nullish(v.string()), b: v.undefinedable(v.number()) })", "v.object({ a: v.exactOptional(v.string()) })", "v.union([v.string(), v.number()])", "v.variant('a', [v.object({ a: v.literal('a'), b: v.number() }), v.object({ a: v.literal('b') })])", "v.intersect([v.object({ a: v.string() }), v.object({ b: v.number() })])",
  "v.partial(v.object({ a: v.string(), b: v.number() }))", "v.partial(v.object({ a: v.string(), b: v.number() }), ['a'])", "v.required(v.object({ a: v.optional(v.string()) }))", "v.pick(v.object({ a: v.string(), b: v.number() }), ['a'])", "v.omit(v.object({ a: v.string(), b: v.number() }), ['a'])",
  "v.fallback(v.string(), 'x')", "v.lazy(() => v.string())", "v.custom(() => true)", "v.objectWithRest({ a: v.string() }, v.number())", "v.nullable(v.string())", "v.nonOptional(v.optional(v.string()))",
];

const VALUES: readonly string[] = [
  "'a'", "'b'", "'zzz'", "''", "'5'", "'true'", "'a5'", "1", "-1.5", "0", "true", "false", "null", "undefined", "[]", "['a']", "['a', 1]", "[1]", "[null]", "{}", "{ a: 'a' }", "{ a: 'b' }", "{ a: 1 }", "{ a: null }", "{ a: undefined }", "{ a: true, b: 'x' }", "{ b: 1 }",
  "{ a: 'a', b: 1 }", "{ a: 'a', b: 'x' }", "{ a: 'b', b: 2, c: 3 }", "{ a: {} }", "{ a: { b: true } }", "{ a: { b: 'x' } }", "{ a: { c: 1 } }", "{ a: [], b: {} }", "{ A: 'a' }", "{ aa: 'x' }", "{ a: 'a', a: 1 }", "{ constructor: 1 }",
];

function evaluate(text: string, names: Readonly<Record<string, unknown>>): unknown {
  return new Function(...Object.keys(names), `return (${text});`)(...Object.values(names)) as unknown;
}

for (const [library, schemas] of [["zod", ZOD], ["valibot", VALIBOT]] as const) {
  test(`${library} refuses what its shapes find wrong`, () => {
    const files = MemoryFiles.of([
      'import { eventType } from "inngest"; import { z } from "zod"; import * as v from "valibot";',
      ...schemas.map((schema) => `eventType("e", { schema: ${schema} });`),
      `probe(${VALUES.join(", ")});`,
    ].join("\n"));
    const source = files.source("/main.ts");
    assert.ok(source);
    const last = source.statements.at(-1);
    assert.ok(last && ts.isExpressionStatement(last) && ts.isCallExpression(last.expression));
    const literals = last.expression.arguments.map((argument) => readLiteral(files, argument).value);
    const shapes = readDeclarations(files, source).declarations.map(({ data }) => data);
    assert.equal(shapes.length, schemas.length);
    const alarms: string[] = [];
    let found = 0;
    for (const [index, schema] of schemas.entries()) {
      const real = evaluate(schema, { z: zod, v: valibot }) as StandardSchema;
      for (const [at, text] of VALUES.entries()) {
        const [literal, shape] = [literals[at], shapes[index]];
        if (!literal || !shape) continue;
        const fatal = checkShape(literal, shape).filter((problem) => problem.kind !== "unknown-key" || problem.replacesRequired || problem.refused);
        if (fatal.length === 0) continue;
        found += 1;
        // A value that is undefined is judged as the value of a key, where optional ones may be left out.
        if (text === "undefined") continue;
        // Valibot's objects take arrays for objects without keys; the types it infers do not.
        if (library === "valibot" && text.startsWith("[")) continue;
        if (!real["~standard"].validate(evaluate(text, {})).issues) alarms.push(`${schema} takes ${text}`);
      }
    }
    assert.deepEqual(alarms, []);
    assert.ok(found > schemas.length * 5, `only ${String(found)} problems found`);
  });
}
