/**
 * Every way to declare events, on the real packages with their types: what fits is quiet, one wrong payload is told, and
 * what cannot be read silences itself alone. On v3 TypeScript tells the same, so the finding says so.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { eventPayloadShape } from "../server/src/rules/event-payload-shape.ts";
import { createFixtureTypes } from "../server/src/semantic/testing/read-fixtures.ts";
import { parseFixture } from "../shared/analysis/testing/fixture.ts";
import { snapshotOf } from "../shared/analysis/testing/snapshot.ts";

interface Source {
  readonly sdk: 3 | 4;
  /** Declares `app/a` with `{ id: string, n?: number }`. */
  readonly declare: string;
  /** True where only the types tell. */
  readonly typed?: true;
}

const v3 = (schemas: string, before = ""): Source => ({ sdk: 3, declare: `import { EventSchemas, Inngest } from "inngest";\nimport { z } from "zod";\nimport { z as z3 } from "zod/v3";\nimport * as v from "valibot";\nimport { type } from "arktype";\nimport * as yup from "yup";\nimport * as zm from "zod/mini";\n${before}\nconst inngest = new Inngest({ id: "a", schemas: ${schemas} });` });
const v4 = (schema: string, before = ""): Source => ({ sdk: 4, declare: `import { Inngest, eventType, staticSchema } from "inngest";\nimport { z } from "zod";\nimport { z as z3 } from "zod/v3";\nimport * as v from "valibot";\nimport { type } from "arktype";\nimport * as yup from "yup";\nimport * as zm from "zod/mini";\n${before}\nconst inngest = new Inngest({ id: "a" });\nexport const declared = eventType("app/a", { schema: ${schema} });` });
const byTypes = (source: Source): Source => ({ ...source, typed: true });

const STANDARD = `interface Standard<T> { readonly "~standard": { readonly version: 1; readonly vendor: string; readonly validate: (value: unknown) => { readonly value: T } | { readonly issues: readonly { readonly message: string }[] }; readonly types?: { readonly input: T; readonly output: T } } }
declare function made<T>(): Standard<T>;`;

const sources: Readonly<Record<string, Source>> = {
  "fromRecord": v3("new EventSchemas().fromRecord<Events>()", "type Events = { \"app/a\": { data: { id: string; n?: number } } };"),
  "fromRecord of an interface that extends": v3("new EventSchemas().fromRecord<Events>()", "interface A { id: string; n?: number }\ninterface Base { \"app/a\": { data: A } }\ninterface Events extends Base { \"app/b\": { data: {} } }"),
  "fromRecord of a mapped type": byTypes(v3("new EventSchemas().fromRecord<Events>()", "type Data = { \"app/a\": { id: string; n?: number } };\ntype Events = { [K in keyof Data]: { data: Data[K] } };")),
  "fromUnion": v3("new EventSchemas().fromUnion<A | B>()", "type A = { name: \"app/a\"; data: { id: string; n?: number } };\ntype B = { name: \"app/b\"; data: { x: 1 } };"),
  "fromZod, an object": v3("new EventSchemas().fromZod({ \"app/a\": { data: z3.object({ id: z3.string(), n: z3.number().optional() }) } })"),
  "fromZod, literal schemas": v3("new EventSchemas().fromZod([z3.object({ name: z3.literal(\"app/a\"), data: z3.object({ id: z3.string(), n: z3.number().optional() }) })])"),
  "fromSchema, zod 4": v3("new EventSchemas().fromSchema({ \"app/a\": z.object({ id: z.string(), n: z.number().optional() }) })"),
  "fromSchema, zod 3": v3("new EventSchemas().fromSchema({ \"app/a\": z3.object({ id: z3.string(), n: z3.number().optional() }) })"),
  "fromSchema, valibot": v3("new EventSchemas().fromSchema({ \"app/a\": v.object({ id: v.string(), n: v.optional(v.number()) }) })"),
  "fromSchema, arktype": byTypes(v3("new EventSchemas().fromSchema({ \"app/a\": type({ id: \"string\", \"n?\": \"number\" }) })")),
  "fromSchema, any standard schema": byTypes(v3("new EventSchemas().fromSchema({ \"app/a\": made<{ id: string; n?: number }>() })", STANDARD)),
  "fromGenerated": v3("new EventSchemas().fromGenerated<Generated>()", "type Generated = { \"app/a\": { name: \"app/a\"; data: { id: string; n?: number } } };"),
  "chained": v3("new EventSchemas().fromRecord<{ \"app/b\": { data: { x: 1 } } }>().fromUnion<A>().fromZod({ \"app/c\": { data: z3.object({}) } })", "type A = { name: \"app/a\"; data: { id: string; n?: number } };"),
  "merged, one part unread": v3("new EventSchemas().fromRecord<{ \"app/a\": { data: { id: string; n?: number } } }>().fromSchema(others)", "declare const others: { \"app/other\": z.ZodAny };"),
  "schemas in a constant": v3("schemas", "const schemas = new EventSchemas().fromRecord<{ \"app/a\": { data: { id: string; n?: number } } }>();"),
  "zod 4": v4("z.object({ id: z.string().min(1), n: z.number().optional() })"),
  "zod 3": v4("z3.object({ id: z3.string().uuid(), n: z3.number().optional() })"),
  "zod, transformed": v4("z.object({ id: z.string().transform((id) => Number(id)), n: z.number().optional() })"),
  "zod from parts": v4("base.extend({ n: z.number().optional() }).pick({ id: true, n: true })", "const base = z.object({ id: z.string(), gone: z.date() });"),
  "zod with a part that is not read": v4("z.object({ id: z.string(), n: z.number().optional(), at: z.coerce.date().optional() })"),
  "zod built by a function": byTypes(v4("withId({ n: z.number().optional() })", "function withId<T extends z.ZodRawShape>(shape: T) { return z.object({ id: z.string() }).extend(shape); }")),
  "valibot": v4("v.object({ id: v.pipe(v.string(), v.nonEmpty()), n: v.optional(v.number()) })"),
  "arktype": byTypes(v4("type({ id: \"string\", \"n?\": \"number\" })")),
  "arktype, narrowed and joined": byTypes(v4("type({ id: \"string > 0\" }).and({ \"n?\": \"number.integer\" })")),
  "arktype of a scope": byTypes(v4("types.data", "const types = type.module({ name: \"string\", data: { id: \"name\", \"n?\": \"number\" } });")),
  "zod mini": v4("zm.object({ id: zm.string(), n: zm.optional(zm.number()) })"),
  "zod mini, checked": v4("zm.object({ id: zm.string().check(zm.minLength(1)), n: zm.optional(zm.number()) })"),
  "yup": byTypes(v4("yup.object({ id: yup.string().required(), n: yup.number() })")),
  "any standard schema": byTypes(v4("made<{ id: string; n?: number }>()", STANDARD)),
  "staticSchema": v4("staticSchema<{ id: string; n?: number }>()"),
  "staticSchema of what zod infers": v4("staticSchema<z.infer<typeof a>>()", "const a = z.object({ id: z.string(), n: z.number().optional() });"),
  "staticSchema of a mapped type": byTypes(v4("staticSchema<Loose<{ id: string; n: number | undefined }>>()", "type Loose<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & { [K in keyof T as undefined extends T[K] ? K : never]?: T[K] };")),
  "a union": v4("z.discriminatedUnion(\"id\", [z.object({ id: z.literal(\"x\"), n: z.number().optional() }), z.object({ id: z.literal(\"y\"), n: z.number().optional() })])"),
};

const PAYLOADS: readonly (readonly [data: string, message: RegExp | undefined])[] = [
  ["{ id: \"x\" }", undefined], ["{ id: \"y\", n: 1 }", undefined],
  ["{ id: 5 }", /`id`|fits none/], ["{}", /`id`|fits none/], ["{ id: \"x\", n: \"1\" }", /`n`|fits none/],
];

const types = createFixtureTypes();
after(() => { types.remove(); });

const fixtures = Object.entries(sources).map(([name, { sdk, declare }]) => ({
  name, files: parseFixture(`//- /main.ts sdk:v${String(sdk)}\n${declare}\n${PAYLOADS.map(([data]) => `inngest.send({ name: "app/a", data: ${data} });`).join("\n")}\n`),
}));
const facts = types.read(fixtures.map(({ files }) => files));

/** Messages by line of the payloads. */
function find(index: number, typed: boolean): (readonly { readonly message: string; readonly byTypeScript: boolean }[])[] {
  const files = fixtures[index]?.files ?? [];
  const snapshot = snapshotOf(files, typed ? facts[index] : undefined);
  const file = snapshot.file("/main.ts");
  assert.ok(file);
  const lines = file.text.split("\n");
  const first = lines.findIndex((line) => line.startsWith("inngest.send("));
  const found = [...eventPayloadShape.check(file, { snapshot })].map((finding) => ({
    line: file.text.slice(0, finding.span.start).split("\n").length - 1 - first, message: finding.message, byTypeScript: finding.alsoByTypeScript === true,
  }));
  return PAYLOADS.map((_, line) => found.filter((finding) => finding.line === line));
}

fixtures.forEach(({ name }, index) => {
  const { sdk, typed } = Object.values(sources)[index] ?? { sdk: 4 };
  test(`v${String(sdk)} ${name}`, () => {
    for (const withTypes of typed ? [true] : [false, true]) {
      find(index, withTypes).forEach((found, line) => {
        const [data, expected] = PAYLOADS[line] ?? ["", undefined];
        const told = `${data}: ${found.map(({ message }) => message).join(", ") || "nothing"}`;
        assert.equal(found.length, expected ? 1 : 0, told);
        if (expected) assert.match(found[0]?.message ?? "", expected);
        if (expected) assert.equal(found[0]?.byTypeScript, sdk === 3, `${told} TypeScript`);
      });
    }
    if (typed) assert.deepEqual(find(index, false).flat(), [], "without types nothing is said");
  });
});
