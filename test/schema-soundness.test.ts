/**
 * No false alarm: whatever the shape read from a schema's text finds wrong with a value, the schema itself refuses.
 * Every schema meets every value, on the real libraries. And no silence: of each schema but those that are named here
 * some wrong value is told.
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
const example = createRequire(require.resolve("../examples/onboarding/package.json"));
const zod: unknown = example("zod");
const zod3: unknown = (example("zod/v3") as { readonly z: unknown }).z;
const mini: unknown = example("zod/mini");

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
  "z.tuple([z.string(), z.number().optional()])", "z.tuple([z.string()], z.number())", "z.tuple([])", "z.object({ a: z.tuple([z.number(), z.null()]) })", "z.lazy(() => z.object({ a: z.string() }))", "z.object({ a: z.string(), get b() { return z.array(z.number()).optional(); } })",
  "z.pipe(z.string(), z.string())", "z.string().pipe(z.coerce.number())", "z.object({ a: z.string() }).transform((x) => x.a)", "z.string().optional().transform((x) => x ?? 'x')", "z.object({ a: z.string(), b: z.number() }).keyof()", "z.object({ ...{ a: z.string() }, ...unknown, b: z.number() })",
  "z.object({ a: z.string() }).extend({ ...unknown, b: z.number() })", "z.object({ a: z.string() }).merge(z.object({ ...unknown }))", "z.strictObject({ ...unknown, a: z.string() })", "z.object({ ...unknown }).strict()", "z.object({ a: z.string() }).passthrough().strict()", "z.object({ [key]: z.string(), b: z.number() })",
  "z.object({ a: z.string() }).strip()", "z.object({ a: z.string().optional() }).required().partial()", "z.array(z.union([z.string(), z.number()])).min(1)", "z.object({ a: z.union([z.literal('a'), z.null()]) })", "z.string().overwrite((x) => x)", "z.object({ ...z.object({ a: z.string() }).extend({ b: z.number() }).shape })",
];

/** Of zod 3, which is `zod/v3` of today's package, too. */
const ZOD3: readonly string[] = [
  "z.string()", "z.string().email().min(3)", "z.string().ip()", "z.string().datetime()", "z.string().cuid2().optional()", "z.number().int().finite().safe()", "z.boolean().nullable()", "z.null()", "z.any()", "z.unknown()", "z.date()", "z.coerce.date()", "z.literal('a')", "z.enum(['a', 'b'])", "z.nativeEnum({ A: 'a', B: 'b' })",
  "z.enum(['a', 'b', 'c']).exclude(['c'])", "z.array(z.string()).nonempty()", "z.string().array().optional()", "z.tuple([z.string(), z.number()]).rest(z.boolean())", "z.record(z.number())", "z.record(z.string(), z.number())", "z.record(z.enum(['a', 'b']), z.string())", "z.map(z.string(), z.string())", "z.set(z.string())",
  "z.object({ a: z.string() })", "z.object({ a: z.string().optional(), b: z.number().nullish() })", "z.object({ a: z.any() })", "z.object({ a: z.string() }).strict()", "z.object({ a: z.string() }).passthrough()", "z.object({ a: z.string() }).nonstrict()", "z.object({ a: z.string() }).catchall(z.number())",
  "z.object({ a: z.string() }).extend({ b: z.number() })", "z.object({ a: z.string() }).augment({ b: z.number() })", "z.object({ a: z.string() }).merge(z.object({ a: z.number() }))", "z.object({ a: z.string() }).setKey('b', z.number())", "z.object({ a: z.string(), b: z.number() }).pick({ a: true })", "z.object({ a: z.string(), b: z.number() }).omit({ a: true })",
  "z.object({ a: z.string(), b: z.number() }).partial()", "z.object({ a: z.object({ b: z.boolean() }) }).deepPartial()", "z.object({ a: z.string().optional() }).required()", "z.object({ a: z.string() }).and(z.object({ b: z.number() }))", "z.object({ a: z.string() }).or(z.string())", "z.union([z.string(), z.number()])",
  "z.discriminatedUnion('a', [z.object({ a: z.literal('a'), b: z.number() }), z.object({ a: z.literal('b') })])", "z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() }))", "z.string().transform(Number)", "z.string().transform(Number).pipe(z.number())", "z.preprocess(String, z.string())",
  "z.string().refine(() => true).optional()", "z.string().superRefine(() => {})", "z.string().default('x')", "z.string().catch('x')", "z.string().brand('x')", "z.string().readonly()", "z.string().describe('x')", "z.lazy(() => z.string())", "z.object({ a: z.string() }).keyof()", "z.object({ a: z.string() }).shape.a", "z.string().optional().unwrap()",
  "z.array(z.string()).element", "z.function()", "z.promise(z.string())", "z.instanceof(Date)", "z.custom()", "z.never()", "z.void()", "z.nan()", "z.bigint()", "z.coerce.boolean()", "z.optional(z.string())", "z.nullable(z.string())", "z.string().nullish()", "z.object({ ...z.object({ a: z.string() }).shape, b: z.number() })",
];

const MINI: readonly string[] = [
  "z.string()", "z.string().check(z.minLength(1))", "z.optional(z.string())", "z.nullable(z.string())", "z.nullish(z.number())", "z._default(z.string(), 'x')", "z.object({ a: z.string() })", "z.extend(z.object({ a: z.string() }), { b: z.number() })", "z.pick(z.object({ a: z.string(), b: z.number() }), { a: true })",
  "z.omit(z.object({ a: z.string(), b: z.number() }), { a: true })", "z.partial(z.object({ a: z.string(), b: z.number() }))", "z.partial(z.object({ a: z.string(), b: z.number() }), { a: true })", "z.required(z.object({ a: z.optional(z.string()) }))", "z.catchall(z.object({ a: z.string() }), z.number())", "z.keyof(z.object({ a: z.string() }))",
  "z.array(z.string())", "z.tuple([z.string()])", "z.union([z.string(), z.null()])", "z.discriminatedUnion('a', [z.object({ a: z.literal('a') }), z.object({ a: z.literal('b'), b: z.number() })])", "z.pipe(z.string(), z.transform(Number))", "z.enum(['a', 'b'])", "z.record(z.string(), z.boolean())", "z.lazy(() => z.number())", "z.nonoptional(z.optional(z.string()))",
];

const VALIBOT: readonly string[] = [
  "v.string()", "v.pipe(v.string(), v.email())", "v.pipe(v.string(), v.transform(Number))", "v.number()", "v.boolean()", "v.null_()", "v.null()", "v.any()", "v.unknown()", "v.date()", "v.literal('a')", "v.picklist(['a', 'b'])", "v.enum({ A: 'a', B: 'b' })",
  "v.array(v.string())", "v.tuple([v.string()])", "v.record(v.string(), v.number())", "v.object({ a: v.string() })", "v.object({ a: v.optional(v.string()), b: v.number() })", "v.object({ a: v.optional(v.string(), 'x') })", "v.strictObject({ a: v.string() })", "v.looseObject({ a: v.string() })",
  "v.object({ a: v.nullish(v.string()), b: v.undefinedable(v.number()) })", "v.object({ a: v.exactOptional(v.string()) })", "v.union([v.string(), v.number()])", "v.variant('a', [v.object({ a: v.literal('a'), b: v.number() }), v.object({ a: v.literal('b') })])", "v.intersect([v.object({ a: v.string() }), v.object({ b: v.number() })])",
  "v.partial(v.object({ a: v.string(), b: v.number() }))", "v.partial(v.object({ a: v.string(), b: v.number() }), ['a'])", "v.required(v.object({ a: v.optional(v.string()) }))", "v.pick(v.object({ a: v.string(), b: v.number() }), ['a'])", "v.omit(v.object({ a: v.string(), b: v.number() }), ['a'])",
  "v.fallback(v.string(), 'x')", "v.lazy(() => v.string())", "v.custom(() => true)", "v.objectWithRest({ a: v.string() }, v.number())", "v.nullable(v.string())", "v.nonOptional(v.optional(v.string()))",
  "v.nonNullish(v.nullish(v.string()))", "v.nonNullable(v.nullable(v.number()))", "v.tuple([v.string(), v.optional(v.number())])", "v.strictTuple([v.string()])", "v.looseTuple([v.string()])", "v.tupleWithRest([v.string()], v.number())", "v.set(v.string())", "v.map(v.string(), v.string())", "v.bigint()", "v.instance(Date)", "v.never()",
  "v.object({ ...v.object({ a: v.string() }).entries, b: v.number() })", "v.object({ ...unknown, b: v.number() })", "v.strictObject({ ...unknown, b: v.number() })", "v.pipe(v.object({ a: v.string() }), v.check(() => true))", "v.pipe(v.string(), v.transform(Number), v.number())", "v.strictObject({ a: v.nullish(v.array(v.string())) })",
  "v.optional(v.nullable(v.string()), null)", "v.message(v.string(), 'x')", "v.nullish(v.string(), 'x')", "v.partial(v.strictObject({ a: v.string() }))", "v.omit(v.looseObject({ a: v.string(), b: v.number() }), ['a'])", "v.variant('a', [v.variant('b', [v.object({ a: v.literal('a'), b: v.literal(1) })]), v.object({ a: v.literal('b') })])",
];

const VALUES: readonly string[] = [
  "'a'", "'b'", "'zzz'", "''", "'5'", "'true'", "'a5'", "1", "-1.5", "0", "true", "false", "null", "undefined", "[]", "['a']", "['a', 1]", "[1]", "[null]", "{}", "{ a: 'a' }", "{ a: 'b' }", "{ a: 1 }", "{ a: null }", "{ a: undefined }", "{ a: true, b: 'x' }", "{ b: 1 }",
  "{ a: 'a', b: 1 }", "{ a: 'a', b: 'x' }", "{ a: 'b', b: 2, c: 3 }", "{ a: {} }", "{ a: { b: true } }", "{ a: { b: 'x' } }", "{ a: { c: 1 } }", "{ a: [], b: {} }", "{ A: 'a' }", "{ aa: 'x' }", "{ a: 'a', a: 1 }", "{ constructor: 1 }",
];

function evaluate(text: string, names: Readonly<Record<string, unknown>>): unknown {
  return new Function(...Object.keys(names), `return (${text});`)(...Object.values(names)) as unknown;
}

/** What is read as anything: what JSON has no word for, what is made from any value, and what is rarely written. */
const SILENT = /coerce|preprocess|custom|instance|\.catch\(|fallback|\b[zv]\.(?:any|unknown|undefined|void|never|nan|date|bigint|set|map|json|function|promise|message)\(|exclude|rest\(|deepPartial|setKey|unwrap|element|looseTuple|nonstrict/;

const LIBRARIES = [["zod", "zod", ZOD, zod], ["zod 3", "zod/v3", ZOD3, zod3], ["zod mini", "zod/mini", MINI, mini], ["valibot", "valibot", VALIBOT, valibot]] as const;

for (const [library, module, schemas, real] of LIBRARIES) {
  test(`${library} refuses what its shapes find wrong`, () => {
    const files = MemoryFiles.of([
      `import { eventType } from "inngest"; ${module === "valibot" ? 'import * as v from "valibot"' : `import ${module === "zod/mini" ? "* as z" : "{ z }"} from "${module}"`};`,
      ...schemas.map((schema) => `eventType("e", { schema: ${schema} });`),
      `probe(${VALUES.join(", ")});`,
    ].join("\n"));
    const source = files.source("/main.ts");
    assert.ok(source);
    const last = source.statements.at(-1);
    assert.ok(last && ts.isExpressionStatement(last) && ts.isCallExpression(last.expression));
    const literals = last.expression.arguments.map((argument) => readLiteral(files, argument).value);
    const shapes = [...readDeclarations(files, source).values()].flatMap(({ declarations }) => declarations.map(({ data }) => data));
    assert.equal(shapes.length, schemas.length);
    const alarms: string[] = [];
    const told = new Set<string>();
    let found = 0;
    for (const [index, schema] of schemas.entries()) {
      const schemaItself = evaluate(schema, { z: real, v: real, unknown: {}, key: "key" }) as StandardSchema;
      for (const [at, text] of VALUES.entries()) {
        const [literal, shape] = [literals[at], shapes[index]];
        if (!literal || !shape) continue;
        const fatal = checkShape(literal, shape).filter((problem) => problem.kind !== "unknown-key" || problem.replacesRequired || problem.refused);
        if (fatal.length === 0) continue;
        found += 1;
        told.add(schema);
        // A value that is undefined is judged as the value of a key, where optional ones may be left out.
        if (text === "undefined") continue;
        // Valibot's objects take arrays for objects without keys; the types it infers do not.
        if (library === "valibot" && text.startsWith("[")) continue;
        if (!schemaItself["~standard"].validate(evaluate(text, {})).issues) alarms.push(`${schema} takes ${text}`);
      }
    }
    assert.deepEqual(alarms, []);
    assert.deepEqual(schemas.filter((schema) => !told.has(schema) && !SILENT.test(schema)), [], "nothing is told of these");
    assert.ok(found > schemas.length * 5, `only ${String(found)} problems found`);
  });
}
