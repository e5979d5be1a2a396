import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createFunction, createProject, drive, sdkVersions, startHarness, type ProjectOptions, type SdkVersion } from "./testing/project.ts";

interface Case {
  /** Where the file whose function is called is; default `src/functions.ts`. */
  readonly program?: string;
  readonly files: (sdk: SdkVersion) => ProjectOptions["files"];
  readonly links?: ProjectOptions["links"];
  /** What the function `main` returns. */
  readonly returns: (folder: string) => unknown;
}

const main = (sdk: SdkVersion, result: string): string => createFunction(sdk, 'id: "main"', `async ({ step }) => await step.run("result", () => (${result}))`);
const client = 'const inngest = new Inngest({ id: "app" });';
/** A module whose export `add` adds two numbers. */
const add = Buffer.from("0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b", "hex");
const commonJsPackage = '{ "name": "fixture" }';

const cases: Readonly<Record<string, Case>> = {
  "TypeScript, ESM: enums, decorations, top-level await, import.meta": {
    files: (sdk) => ({
      "src/functions.ts": `import { Inngest } from "inngest";
        import { fileURLToPath } from "node:url";
        import path from "node:path";
        enum Colour { Red = 3 }
        const __dirname = path.dirname(fileURLToPath(import.meta.url));
        const late = await Promise.resolve("late");
        ${client}
        export default ${main(sdk, "{ colour: Colour.Red, late, __dirname, url: import.meta.url, own: import.meta.filename }")};`,
    }),
    returns: (folder) => ({
      colour: 3, late: "late", __dirname: path.join(folder, "src"), own: path.join(folder, "src/functions.ts"),
      url: pathToFileURL(path.join(folder, "src/functions.ts")).href,
    }),
  },
  "TypeScript meant for CommonJS: import syntax with __dirname and require": {
    files: (sdk) => ({
      "package.json": commonJsPackage,
      "src/value.cts": 'import path = require("node:path"); export = { base: path.basename(__filename) };',
      "src/functions.ts": `import { Inngest } from "inngest"; import value from "./value.cjs";
        ${client}
        export const main = ${main(sdk, '{ __dirname, value, os: typeof require("node:os").cpus, main: typeof require.resolve }')};`,
    }),
    returns: (folder) => ({ __dirname: path.join(folder, "src"), value: { base: "value.cts" }, os: "function", main: "function" }),
  },
  "JavaScript, ESM, JSX and JSON": {
    program: "src/functions.js",
    files: (sdk) => ({
      "src/data.json": '{ "answer": 42 }',
      "src/style.css": "body { color: red }",
      "node_modules/react/package.json": '{ "name": "react", "exports": { "./jsx-runtime": "./jsx.js" } }',
      "node_modules/react/jsx.js": "exports.jsx = (type, props) => ({ type, props });",
      "src/mail.jsx": 'import "./style.css"; export const Mail = () => <b title="t">hi</b>;',
      "src/functions.js": `import { Inngest } from "inngest"; import data from "./data.json"; import { Mail } from "./mail.jsx";
        ${client}
        export const functions = [${main(sdk, "{ data, mail: Mail() }")}];`,
    }),
    returns: () => ({ data: { answer: 42 }, mail: { type: "b", props: { title: "t", children: "hi" } } }),
  },
  "JavaScript, CommonJS": {
    program: "src/functions.js",
    files: (sdk) => ({
      "package.json": commonJsPackage,
      "src/lib.js": "exports.where = () => __filename;",
      "src/functions.js": `"use strict"; const { Inngest } = require("inngest"); const lib = require("./lib"); const name = "./lib";
        ${client}
        module.exports = { main: ${main(sdk, "{ where: lib.where(), exists: require('node:fs').existsSync(require.resolve('zod')) }")} };`,
    }),
    returns: (folder) => ({ where: path.join(folder, "src/lib.js"), exists: true }),
  },
  "createRequire under the name require": {
    files: (sdk) => ({
      "src/data.json": "[1, 2]",
      "src/functions.ts": `import { Inngest } from "inngest"; import { createRequire } from "node:module";
        const require = createRequire(import.meta.url); const data = "./data.json";
        ${client}
        export const main = ${main(sdk, "require(data)")};`,
    }),
    returns: () => [1, 2],
  },
  "path aliases of tsconfig.json, server-only, a package whose names Node does not detect": {
    files: (sdk) => ({
      "tsconfig.json": '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }',
      "node_modules/hidden-names/package.json": '{ "name": "hidden-names", "main": "index.js" }',
      "node_modules/hidden-names/index.js": 'const names = ["a", "b"]; for (const name of names) module.exports[name] = name.toUpperCase();',
      "src/lib/value.ts": 'import "server-only"; import { a, b } from "hidden-names"; export const value: string = a + b;',
      "src/functions.ts": `import { Inngest } from "inngest"; import { value } from "@/lib/value";
        ${client}
        export const main = ${main(sdk, "value")};`,
    }),
    returns: () => "AB",
  },
  "a Next.js tsconfig, JSX in .js, a package without side effects": {
    files: (sdk) => ({
      "package.json": '{ "name": "fixture", "sideEffects": false }',
      "tsconfig.json": '{ "extends": "@missing/tsconfig", "compilerOptions": { "jsx": "preserve", "target": "es5", "module": "esnext", "moduleResolution": "bundler" } }',
      "node_modules/react/package.json": '{ "name": "react", "exports": { "./jsx-runtime": "./jsx.js" } }',
      "node_modules/react/jsx.js": "exports.jsx = (type, props) => ({ type, props });",
      "src/a.js": "export const A = () => <i />; export const here = __dirname;",
      "src/b.tsx": "export const B = () => <u>{1}</u>;",
      "src/client.ts": `import { Inngest } from "inngest"; export ${client}`,
      "src/made.ts": `import { inngest } from "./client"; import { A } from "./a"; import { B } from "./b"; ${main(sdk, "[A().type, B().props]")};`,
      "src/functions.ts": 'import "./made";',
    }),
    returns: () => ["i", { children: 1 }],
  },
  "a workspace package in TypeScript, with its own dependency": {
    program: "apps/web/functions.ts",
    links: { "@acme/shared": "packages/shared" },
    files: (sdk) => ({
      "packages/shared/package.json": '{ "name": "@acme/shared", "main": "./src/index.ts" }',
      "packages/shared/src/index.ts": `import { Inngest } from "inngest"; import { z } from "zod"; export enum Kind { One = "one" } export ${client} export const parse = (value: unknown): string => z.string().parse(value);`,
      "apps/web/package.json": '{ "name": "web", "type": "module" }',
      "apps/web/functions.ts": `import { inngest, parse, Kind } from "@acme/shared"; export const main = ${main(sdk, "parse(Kind.One)")};`,
    }),
    returns: () => "one",
  },
  "functions that only a served route shows": {
    program: "app/api/inngest/route.ts",
    files: (sdk) => ({
      "src/client.ts": `import { Inngest } from "inngest"; export ${client}`,
      "src/functions.ts": `import { inngest } from "./client.js"; export const main = ${main(sdk, '"served"')};`,
      "app/api/inngest/route.ts": `import { serve } from "inngest/edge"; import { inngest } from "../../../src/client"; import * as functions from "../../../src/functions";
        export const POST = serve({ client: inngest, functions: Object.values(functions) });`,
    }),
    returns: () => "served",
  },
  "functions from a compiled package": {
    files: (sdk) => ({
      "node_modules/compiled/package.json": '{ "name": "compiled", "type": "module", "exports": "./index.js" }',
      "node_modules/compiled/index.js": `import { Inngest } from "inngest"; ${client} export const main = ${main(sdk, '"compiled"')};`,
      "src/functions.ts": 'export * from "compiled";',
    }),
    returns: () => "compiled",
  },
  "functions from a compiled CommonJS package": {
    files: (sdk) => ({
      "node_modules/compiled/package.json": '{ "name": "compiled", "main": "index.js" }',
      "node_modules/compiled/index.js": `const { Inngest } = require("inngest"); ${client} exports.functions = { main: ${main(sdk, '"compiled"')} };`,
      "src/functions.ts": 'export { functions as default } from "compiled";',
    }),
    returns: () => "compiled",
  },
  "decorators of TypeScript, with the types that frameworks read": {
    files: (sdk) => ({
      "tsconfig.base.json": '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
      "tsconfig.json": '{ "extends": ["./tsconfig.base.json"], "compilerOptions": { "baseUrl": "${configDir}", "paths": { "~/*": ["./src/*"] } } }',
      "node_modules/reflect-metadata/package.json": '{ "name": "reflect-metadata", "main": "index.js" }',
      "node_modules/reflect-metadata/index.js": 'const kept = new Map(); Reflect.metadata = (key, value) => (target) => { kept.set(target, { ...kept.get(target), [key]: value }); }; Reflect.getMetadata = (key, target) => kept.get(target)?.[key];',
      "src/mailer.ts": `import "reflect-metadata"; import { Clock } from "~/clock";
        const Injectable = (): ClassDecorator => () => undefined;
        @Injectable() export class Mailer { constructor(private readonly clock: Clock) {} }`,
      "src/clock.ts": "export class Clock { now = 1; }",
      "src/functions.ts": `import { Inngest } from "inngest"; import { Mailer } from "~/mailer";
        ${client}
        export const main = ${main(sdk, '(Reflect as any).getMetadata("design:paramtypes", Mailer).map((type: Function) => type.name)')};`,
    }),
    returns: () => ["Clock"],
  },
  "text, WebAssembly, values of Vite, lazy and circular imports": {
    files: (sdk) => ({
      "src/query.sql": "select 1", "src/mail.md": "# hi", "src/note.txt": "note", "src/schema.graphql": "type A",
      "src/add.wasm": add,
      "src/a.ts": 'import { b } from "./b"; export const a = (): string => "a" + b(); export const tail = "!";',
      "src/b.ts": 'import { tail } from "./a"; export const b = (): string => "b" + tail;',
      "src/lazy.ts": 'export const lazy = "lazy";', "src/kinds/one.ts": "export default 1;",
      "src/functions.ts": `import { Inngest } from "inngest"; import { a } from "./a";
        import query from "./query.sql"; import mail from "./mail.md"; import raw from "./query.sql?raw"; import note from "./note.txt"; import schema from "./schema.graphql";
        import { add } from "./add.wasm"; import compiled from "./add.wasm?module";
        ${client}
        const kind = "one";
        const text = async () => [await import("./lazy"), await import(\`./kinds/\${kind}.ts\`)];
        export const main = ${createFunction(sdk, 'id: "main"', `async ({ step }) => await step.run("result", async () => {
          const [{ lazy }, { default: one }] = await text();
          return [a(), query, mail, raw, note, schema, add(1, 2), new WebAssembly.Instance(compiled).exports.add(3, 4), lazy, one, import.meta.env.VITE_NAME ?? "none", import.meta.resolve("./lazy.ts").endsWith("/src/lazy.ts"), import.meta.resolve("node:fs")];
        })`)};`,
    }),
    returns: () => ["ab!", "select 1", "# hi", "select 1", "note", "type A", 3, 7, "lazy", 1, "none", true, "node:fs"],
  },
  "a store of linked packages, and a client that is generated into the sources": {
    program: "apps/web/src/functions.ts",
    links: { ".pnpm/node_modules/dep": "node_modules/.pnpm/dep@1/node_modules/dep", "@acme/db": "packages/db" },
    files: (sdk) => ({
      "node_modules/.pnpm/dep@1/node_modules/dep/package.json": '{ "name": "dep", "main": "index.js" }',
      "node_modules/.pnpm/dep@1/node_modules/dep/index.js": 'exports.dep = () => require("inner").inner;',
      "node_modules/.pnpm/dep@1/node_modules/inner/package.json": '{ "name": "inner", "main": "index.js" }',
      "node_modules/.pnpm/dep@1/node_modules/inner/index.js": 'exports.inner = "inner";',
      "packages/db/package.json": '{ "name": "@acme/db", "exports": { ".": { "types": "./src/index.ts", "import": "./src/index.ts" } } }',
      "packages/db/src/index.ts": 'export { PrismaClient } from "./generated/client.js";',
      "packages/db/src/generated/client.ts": `import * as path from "node:path"; import { fileURLToPath } from "node:url"; import { readFileSync } from "node:fs";
        globalThis["__dirname"] = path.dirname(fileURLToPath(import.meta.url));
        export class PrismaClient { schema() { return readFileSync(path.join(globalThis["__dirname"], "schema.prisma"), "utf8"); } here() { return path.basename(__dirname); } }`,
      "packages/db/src/generated/schema.prisma": "model",
      "apps/web/package.json": '{ "name": "web" }',
      "apps/web/src/functions.ts": `import { Inngest } from "inngest"; import { dep } from "../../../node_modules/.pnpm/node_modules/dep/index.js"; import { PrismaClient } from "@acme/db";
        ${client}
        const db = new PrismaClient();
        export const main = ${main(sdk, "[dep(), db.schema(), db.here()]")};`,
    }),
    returns: () => ["inner", "model", "generated"],
  },
};

describe("bundle", { concurrency: 2 }, () => {
  for (const [name, { program = "src/functions.ts", files, links = {}, returns }] of Object.entries(cases)) {
    for (const sdk of sdkVersions) {
      test(`${name} (${sdk})`, async () => {
        const project = await createProject({ sdk, files: files(sdk), links });
        const before = await readdir(project.folder, { recursive: true });
        const { worker } = await startHarness({ program: project.path(program), cwd: project.folder });
        try {
          const { last } = await drive(worker, "app-main");
          assert.deepEqual([last.status, last.body], [200, returns(project.folder)]);
          assert.deepEqual(await readdir(project.folder, { recursive: true }), before, "nothing is written to the user's folder");
        } finally {
          await worker.dispose();
          await project.dispose();
        }
      });
    }
  }
});
