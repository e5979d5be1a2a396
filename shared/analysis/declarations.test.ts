import assert from "node:assert/strict";
import { test } from "node:test";
import { readDeclarations } from "./declarations.ts";
import type { EventDeclaration } from "./model.ts";
import { MemoryFiles } from "./testing/fixture.ts";
import { showShape } from "./testing/show-shape.ts";

function declarationsOf(fixture: string): readonly EventDeclaration[] {
  const files = MemoryFiles.of(fixture);
  return files.paths().flatMap((path) => {
    const source = files.source(path);
    assert.ok(source);
    return [...readDeclarations(files, source).values()].flatMap(({ declarations }) => declarations);
  });
}

/** Each declared event on a line, `name source shape`, and the name at the place the declaration points to. */
function checkDeclarations(fixture: string, expected: readonly string[]): void {
  assert.deepEqual(declarationsOf(fixture).map((declared) => `${declared.name} ${declared.source} ${showShape(declared.data)}`), expected);
}

/** One zod or valibot schema and the shape read from it. */
function checkSchema(schema: string, expected: string, before = ""): void {
  const [declared] = declarationsOf(`
import { eventType, staticSchema } from "inngest";
import { z } from "zod";
import * as v from "valibot";
${before}
eventType("e", { schema: ${schema} });
`);
  assert.equal(showShape(declared?.data), expected, schema);
}

function checkType(type: string, expected: string, before = ""): void {
  checkSchema(`staticSchema<${type}>()`, expected, before);
}

test("zod objects, primitives and checks on them", () => {
  checkSchema("z.object({ a: z.string().min(1).email(), b: z.number().int(), c: z.boolean(), d: z.null() })", "{a:string,b:number,c:boolean,d:null}");
  checkSchema("z.object({ a: z.email(), b: z.uuid(), c: z.iso.datetime(), d: z.int(), e: z.string().describe('x').refine(ok) })", "{a:string,b:string,c:string,d:number,e:string}");
});

test("zod keys that may be left out", () => {
  checkSchema("z.object({ a: z.string().optional(), b: z.string().default('x'), c: z.string().nullish(), d: z.string().nullable(), e: z.optional(z.number()) })",
    "{a?:string,b?:string,c?:string|null,d:string|null,e?:number}");
});

test("zod enums, literals and unions", () => {
  checkSchema("z.object({ a: z.enum(['x', 'y']), b: z.literal(1), c: z.literal(['p', 'q']), d: z.union([z.string(), z.number()]), e: z.string().or(z.null()) })",
    '{a:"x"|"y",b:1,c:"p"|"q",d:string|number,e:string|null}');
  checkSchema("z.object({ a: z.enum(PLANS), b: z.nativeEnum(Plan), c: z.enum(Named) })", '{a:"free"|"pro",b:"F"|"P",c:"1"|"2"}',
    "const PLANS = ['free', 'pro'] as const; enum Plan { Free = 'F', Pro = 'P' } const Named = { A: '1', B: '2' } as const;");
  checkSchema("z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), x: z.string() }), z.object({ kind: z.literal('b') })])", '{kind:"a",x:string}|{kind:"b"}');
});

test("zod containers", () => {
  checkSchema("z.object({ a: z.array(z.string()), b: z.string().array(), c: z.record(z.string(), z.number()), d: z.array(z.object({ e: z.string() })).min(1) })",
    "{a:string[],b:string[],c:{[]:number},d:{e:string}[]}");
});

test("zod objects made from others", () => {
  const base = "const base = z.object({ a: z.string(), b: z.number() });";
  checkSchema("base.extend({ c: z.boolean(), a: z.number() })", "{a:number,b:number,c:boolean}", base);
  checkSchema("base.merge(z.object({ c: z.boolean() }))", "{a:string,b:number,c:boolean}", base);
  checkSchema("base.and(z.object({ c: z.boolean() }))", "{a:string,b:number,c:boolean}", base);
  checkSchema("base.pick({ a: true })", "{a:string}", base);
  checkSchema("base.omit({ a: true })", "{b:number}", base);
  checkSchema("base.partial()", "{a?:string,b?:number}", base);
  checkSchema("base.partial({ a: true }).required({ a: true })", "{a:string,b:number}", base);
  checkSchema("z.object({ ...base.shape, c: z.string() })", "{a:string,b:number,c:string}", base);
  checkSchema("z.object({ ...fields, c: z.string() })", "{a:string,c:string}", "const fields = { a: z.string() };");
});

test("zod objects that accept or refuse other keys", () => {
  checkSchema("z.object({ a: z.string() }).passthrough()", "{a:string,...}");
  checkSchema("z.looseObject({ a: z.string() })", "{a:string,...}");
  checkSchema("z.object({ a: z.string() }).catchall(z.number())", "{a:string,...}");
  checkSchema("z.object({ a: z.string() }).strict()", "{|a:string|}");
  checkSchema("z.strictObject({ a: z.string() })", "{|a:string|}");
});

test("what zod does beyond shapes reads as anything", () => {
  checkSchema("z.object({ a: z.string().transform(f), b: z.preprocess(f, z.string()), c: z.lazy(() => x), d: z.unknown(), e: z.any(), f: z.coerce.number(), g: z.date(), h: z.tuple([z.string()]) })",
    "{a:string,b?:any,c?:any,d?:any,e?:any,f?:any,g?:any,h:string[]}");
  checkSchema("z.object({ b: z.string().newMethod(), c: mystery, d: other.string() })", "{b?:any,c?:any,d?:any}");
  checkSchema("mystery()", "unread");
  checkSchema("z.object(", "{}");
});

test("what is validated, not what comes out of it; of a type that is inferred, what comes out", () => {
  checkSchema("z.object({ a: z.string().transform(Number), b: z.string().pipe(z.coerce.date()), c: z.lazy(() => z.string()), d: z.tuple([z.string(), z.number()], z.null()), e: base.keyof(), f: base.shape.b, g: z.stringbool() })",
    '{a:string,b:string,c:string,d:(string|number|null)[],e:"a"|"b",f:number,g:string}', "const base = z.object({ a: z.string(), b: z.number() });");
  checkSchema("v.object({ a: v.pipe(v.string(), v.transform(Number)), b: v.lazy(() => v.string()), c: v.tuple([v.string()]), d: v.nonNullish(v.nullish(v.string())) })", "{a:string,b:string,c:string[],d:string}");
  checkType("{ a: z.infer<typeof a>; b: z.input<typeof a>; c: v.InferOutput<typeof c>; d: v.InferInput<typeof c>; e: v.InferOutput<typeof e> }", "{a:any,b:string,c:any,d:string,e:string}",
    "const a = z.string().transform(Number); const c = v.pipe(v.string(), v.transform(Number)); const e = v.pipe(v.string(), v.email());");
});

test("a part that cannot be read silences itself, and what it may take the place of", () => {
  checkSchema("z.object({ b: z.string(), ...unknown, a: z.string() })", "{b?:any,a:string,...}");
  checkSchema("z.object({ [key]: z.string(), a: z.string() })", "{a:string,...}");
  checkSchema("z.strictObject({ a: z.string(), ...unknown() }).strict()", "{a?:any,...}");
  checkSchema("z.object({ a: z.string() }).extend({ ...unknown, b: z.string() })", "{a?:any,b:string,...}");
  checkSchema("z.object({ a: z.string() }).merge(z.object({ ...unknown }))", "{a?:any,...}");
  checkSchema("v.object({ ...base.entries, ...unknown, b: v.string() })", "{a?:any,b:string,...}", "const base = v.object({ a: v.string() });");
  checkSchema("z.object({ ...base.extend({ b: z.number() }).shape, c: z.string() })", "{a:string,b:number,c:string}", "const base = z.object({ a: z.string() });");
});

test("a schema that refers to itself ends", () => {
  checkSchema("tree", "{a:string,b:any[]}", "const tree = z.object({ a: z.string(), get b() { return z.array(tree); } });");
  checkSchema("tree", "{a?:any}", "const tree = z.object({ a: z.lazy(() => tree) });");
  checkSchema("loop", "unread", "const loop = loop.optional();");
});

test("valibot", () => {
  checkSchema("v.object({ a: v.string(), b: v.optional(v.number()), c: v.array(v.boolean()), d: v.nullable(v.string()), e: v.picklist(['x', 'y']), f: v.pipe(v.string(), v.email()), g: v.date() })",
    '{a:string,b?:number,c:boolean[],d:string|null,e:"x"|"y",f:string,g?:any}');
  checkSchema("v.strictObject({ a: v.record(v.string(), v.number()), b: v.variant('k', [v.object({ k: v.literal('p') })]) })", '{|a:{[]:number},b:{k:"p"}|}');
  checkSchema("v.partial(v.omit(v.object({ a: v.string(), b: v.string() }), ['a']))", "{b?:string}");
});

test("types", () => {
  checkType("{ a: string; b?: number; c: boolean | null; d: 'x' | 'y'; e: string[]; f: Array<{ g: 1 }>; h: `t${string}`; i: -1 }",
    '{a:string,b?:number,c:boolean|null,d:"x"|"y",e:string[],f:{g:1}[],h:string,i:-1}');
  checkType("{ a: string | undefined; b: Maybe; c: readonly string[]; d: ReadonlyArray<number>; e: [string]; f: Date; g: unknown; h: { [k: string]: number }; i: Record<string, boolean> }",
    "{a?:string,b?:string,c:string[],d:number[],e:any,f:any,g:any,h:{[]:number},i:{[]:boolean}}", "type Maybe = string | undefined;");
  checkType("{ a: string; [key: string]: unknown }", "{a:string,...}");
  checkType("Child", "{a:string,b:number,c?:boolean}", "interface Base { a: string } interface Base { b: number } interface Child extends Base { c?: boolean }");
  checkType("A & { b: number }", "{a:string,b:number}", "type A = { a: string };");
  checkType("Partial<A>", "{a?:string,b?:number}", "interface A { a: string; b: number }");
  checkType("Pick<A, 'a'> & Required<Omit<A, 'a'>>", "{a:string,b:number}", "interface A { a: string; b?: number }");
  checkType("Record<'a' | 'b', number>", "{a:number,b:number}");
  checkType("Of<string>", "{data:string[]}", "type Of<T> = { data: T[] };");
  checkType("{ a: Plan; b: typeof fixed; c: typeof loose; d: z.infer<typeof schema> }", '{a:"F",b:"x",c:string,d:{q?:string}}',
    "enum Plan { Free = 'F' } const fixed = 'x' as const; const loose = 'x'; const schema = z.object({ q: z.string().optional() });");
});

test("types that are not followed read as anything", () => {
  checkType("Tree", "{a:string,b:any[]}", "type Tree = { a: string; b: Tree[] };");
  checkType("{ a: T extends string ? 1 : 2; b: { [K in Keys]: string }; c: Foreign; d: () => void; e: { f(): void }; g: Events['x'] }", "{a:any,b:any,c:any,d:any,e:any,g:any}", "import { Foreign } from 'elsewhere';");
  checkType("Both & Both", "{a:any}", "type Both = { a: string };");
  checkType("Klass", "unread", "class Klass { a = 1 }");
  checkType("Gone", "unread");
  checkType("{}", "unread");
});

test("v4 declarations by name, constant, alias and namespace", () => {
  checkDeclarations(`
    import { eventType as declare } from "inngest";
    import * as sdk from "inngest";
    import { z } from "./lib";
    const NAME = "app/b";
    export const a = declare("app/a", { schema: z.object({ x: z.string() }) });
    export const b = sdk.eventType(NAME, { version: "1" });
    export const c = declare(\`app/\${unknown}\`, {});
    const eventType = (name: string) => name;
    eventType("app/mine");
    //- /lib.ts
    export { z } from "zod";
  `, ["app/a eventType {x:string}", "app/b eventType unread"]);
});

test("v3 declarations from types", () => {
  checkDeclarations(`
    //- /client.ts sdk:v3
    import { EventSchemas, Inngest } from "inngest";
    import type { Generated } from "./generated";
    type Signup = { name: "app/signup"; data: { userId: string } };
    type Closed = { name: "app/closed"; data: { reason?: string }; user: {} };
    type Union = Signup | Closed;
    interface Records { "app/a": { data: { x: number } }; "app/b": {}; }
    export const client = new Inngest({
      id: "app",
      schemas: new EventSchemas().fromRecord<Records>().fromUnion<Union>().fromGenerated<Generated>(),
    });
    //- /generated.ts
    export type Generated = { "app/g": Wrap<"app/g", { y: string }> };
    type Wrap<N, D> = { name: N; data: D };
  `, ["app/g fromGenerated {y:string}", "app/signup fromUnion {userId:string}", "app/closed fromUnion {reason?:string}", "app/a fromRecord {x:number}", "app/b fromRecord unread"]);
});

test("names from enums and constants", () => {
  checkDeclarations(`
    //- /client.ts sdk:v3
    import { EventSchemas } from "inngest";
    import { z } from "zod";
    import { NAMES } from "./names";
    enum Names { Sent = "demo/sent", Gone = "demo/gone" }
    type Sent = { name: Names.Sent; data: { message: string; plan: Names.Gone } };
    type All = Sent;
    new EventSchemas().fromUnion<All>();
    new EventSchemas().fromRecord<{ [Names.Gone]: { data: { x: 1 } }; [NAMES.a]: { data: { y: string } } }>();
    new EventSchemas().fromSchema({ [NAMES.a]: z.object({ [Names.Sent]: z.string() }) });
    new EventSchemas().fromSchema({ [unknown.a]: z.object({}), "demo/lost": z.object({}) });
    //- /names.ts
    export const NAMES = { a: "app/a" } as const;
  `, ['demo/sent fromUnion {message:string,plan:"demo/gone"}', "demo/gone fromRecord {x:1}", "app/a fromRecord {y:string}", "app/a fromSchema {demo/sent:string}"]);
});

test("v3 declarations from schemas", () => {
  checkDeclarations(`
    //- /client.ts sdk:v3
    import { EventSchemas } from "inngest";
    import { z } from "zod";
    const schemas = new EventSchemas().fromZod({ "app/a": { data: z.object({ x: z.string() }) } });
    const more = schemas.fromZod([z.object({ name: z.literal("app/b"), data: z.object({ y: z.number() }) })]);
    more.fromSchema({ "app/c": z.object({ z: z.boolean() }), ...rest });
    more.fromSchema({ "app/d": z.object({ z: z.boolean() }) });
    other.fromZod({ "app/none": { data: z.object({}) } });
  `, ["app/a fromZod {x:string}", "app/b fromZod {y:number}", "app/d fromSchema {z:boolean}"]);
});

test("a declaration points to the name", () => {
  const text = 'import { eventType, EventSchemas } from "inngest";\neventType("app/a");\nnew EventSchemas().fromRecord<{ "app/b": {} }>();';
  const declared = declarationsOf(text);
  assert.deepEqual(declared.map(({ location }) => text.slice(location.span.start, location.span.end)), ['"app/a"', '"app/b"']);
});

test("half-typed declarations do not throw", () => {
  const whole = 'import { eventType, EventSchemas } from "inngest"; import { z } from "zod";\nconst e = eventType("app/a", { schema: z.object({ a: z.enum(["x"]).optional() }).extend({ b: z.record(z.string(), z.number()) }) });\nnew EventSchemas().fromUnion<{ name: "x"; data: { a: Record<"p", string> } } | Partial<Pick<A, "k">>>().fromZod({ "app/c": { data: z.union([z.string(), z.null()]) } });';
  for (let length = 0; length <= whole.length; length++) declarationsOf(whole.slice(0, length));
});
