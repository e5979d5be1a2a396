/** Into a step's body, and from there into the user's other files, in the shapes that projects have. */
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { attachJavaScriptEvent, type AttachJavaScript } from "../../../shared/protocol/javascript-debugger.ts";
import { joinAsDebugger, type JavaScriptDebugger } from "./testing/javascript-debugger.ts";
import { createProject, exampleFolder } from "./testing/project.ts";
import { startTranscript } from "./testing/transcript.ts";

interface Shape {
  readonly files: Readonly<Record<string, string>>;
  readonly program: string;
  /** Packages of the project itself, by name, as folders below it. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Line of the body's first statement, then of the helper's, as `file:line`. */
  readonly body: string;
  readonly helper: string;
}

const body = 'await step.run("sum", async () => {\n    const result = add(1, 2);\n    return result;\n  })';
const typescript = (imports: string): string => `import { Inngest } from "inngest";
${imports}

export const inngest = new Inngest({ id: "app" });
export const fn = inngest.createFunction({ id: "fn", triggers: [{ event: "app/start" }] }, async ({ step }) => {
  return ${body};
});
`;
const helper = `interface Pair { readonly a: number; readonly b: number }

export function add(a: number, b: number): number {
  const pair: Pair = { a, b };
  return pair.a + pair.b;
}
`;
const plainHelper = "function add(a, b) {\n  const sum = a + b;\n  return sum;\n}\n";

const shapes: Readonly<Record<string, Shape>> = {
  "path aliases": {
    files: {
      "tsconfig.json": '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }',
      "src/inngest/fn.ts": typescript('import { add } from "@/lib/math";'), "src/lib/math.ts": helper,
    },
    program: "src/inngest/fn.ts", body: "fn.ts:7", helper: "math.ts:4",
  },
  "CommonJS": {
    files: {
      "package.json": '{ "name": "plain" }',
      "fn.js": `const { Inngest } = require("inngest");\nconst { add } = require("./math");\n\nconst inngest = new Inngest({ id: "app" });\nconst fn = inngest.createFunction({ id: "fn", triggers: [{ event: "app/start" }] }, async ({ step }) => {\n  return ${body};\n});\nmodule.exports = { fn };\n`,
      "math.js": `${plainHelper}module.exports = { add };\n`,
    },
    program: "fn.js", body: "fn.js:7", helper: "math.js:2",
  },
  "ES modules in JavaScript": {
    files: { "fn.mjs": typescript('import { add } from "./math.mjs";'), "math.mjs": `export ${plainHelper}` },
    program: "fn.mjs", body: "fn.mjs:7", helper: "math.mjs:2",
  },
  "a Next.js app, from its route handler": {
    files: {
      "package.json": '{ "name": "web" }',
      "tsconfig.json": '{ "compilerOptions": { "jsx": "preserve", "module": "esnext", "moduleResolution": "bundler", "paths": { "@/*": ["./*"] } } }',
      "app/api/inngest/route.ts": 'import { serve } from "inngest/next";\nimport { fn, inngest } from "@/inngest/fn";\n\nexport const { GET, POST, PUT } = serve({ client: inngest, functions: [fn] });\n',
      "inngest/fn.ts": typescript('import "server-only"; import { add } from "@/lib/math"; import { Mail } from "@/emails/mail";').replace('id: "app"', 'id: Mail.name'),
      "lib/math.ts": `import "server-only";\n${helper}`,
      "emails/mail.tsx": 'import "./mail.css";\nexport function Mail() { return "mail"; }\n', "emails/mail.css": "p { color: red }",
    },
    program: "app/api/inngest/route.ts", body: "fn.ts:7", helper: "math.ts:5",
  },
  "classes with decorators and their types": {
    files: {
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
      "math.ts": helper,
      "fn.ts": `import { Inngest } from "inngest"; import { add } from "./math";
const Service = (): ClassDecorator => () => undefined;
@Service()
export class Jobs {
  constructor(private readonly app: Inngest) {}
  fn = this.app.createFunction({ id: "fn", triggers: [{ event: "app/start" }] }, async ({ step }) => {
  return ${body};
  });
}
export const { fn } = new Jobs(new Inngest({ id: "app" }));
`,
    },
    program: "fn.ts", body: "fn.ts:8", helper: "math.ts:4",
  },
  "a monorepo with TypeScript packages": {
    files: {
      "package.json": '{ "workspaces": ["apps/*", "packages/*"] }',
      "packages/shared/package.json": '{ "name": "@acme/shared", "exports": "./src/index.ts", "type": "module" }',
      "packages/shared/src/index.ts": 'export * from "./math.js";\n', "packages/shared/src/math.ts": helper,
      "apps/worker/package.json": '{ "name": "@acme/worker", "type": "module" }',
      "apps/worker/src/fn.ts": typescript('import { add } from "@acme/shared";'),
    },
    packages: { "@acme/shared": "packages/shared" }, program: "apps/worker/src/fn.ts", body: "fn.ts:7", helper: "math.ts:4",
  },
};

function build(t: TestContext, { files, packages }: Shape): string {
  const folder = createProject(t, files, packages === undefined ? "v4" : "none");
  const link = (name: string, target: string): void => {
    const at = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(at), { recursive: true });
    symlinkSync(target, at, "junction");
  };
  if (packages !== undefined) link("inngest", path.join(exampleFolder("v4"), "node_modules", "inngest"));
  for (const [name, target] of Object.entries(packages ?? {})) link(name, path.join(folder, target));
  return folder;
}

for (const [name, shape] of Object.entries(shapes)) {
  test(name, async (t) => {
    const folder = build(t, shape);
    const transcript = await startTranscript(t, folder);
    const joined = new Promise<JavaScriptDebugger>((resolve, reject) => {
      transcript.client.once(attachJavaScriptEvent, ({ body: told }: { readonly body: AttachJavaScript }) => { joinAsDebugger(told).then(resolve, reject); });
    });
    await transcript.launch({ program: path.join(folder, shape.program), event: { name: "app/start", data: {} }, __javascript: { breakpoints: [] } });
    await transcript.until("stopped 1");
    await transcript.client.send("stepIn", { threadId: 1 });
    const javascript = await joined;
    assert.deepEqual(await javascript.paused(), [shape.body]);
    await javascript.move("stepInto");
    assert.deepEqual(await javascript.paused(), [shape.helper, shape.body]);
    await javascript.move("resume");
    await transcript.until("terminated");
    assert.match(await transcript.close(), /completed: 3/);
  });
}
