/** Functions made by a function of one's own: each call is a function of its own, told where it is called. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionModel, Location } from "./model.ts";
import { parseFixture } from "./testing/fixture.ts";
import { snapshotOf } from "./testing/snapshot.ts";

const CLIENT = "//- /client.ts sdk:v4\nimport { Inngest } from \"inngest\";\nexport const inngest = new Inngest({ id: \"app\" });\n";
const HANDLER = "async ({ event, step }) => { await step.run(\"a\", () => event.data.user.id); }";

/** `id <- triggers [steps] reads`, and the texts at the places of id and triggers, for each function made by a wrapper. */
function show(main: string, others = ""): string[] {
  const files = parseFixture(`${CLIENT}${others}//- /main.ts\n${main}`);
  const snapshot = snapshotOf(files);
  const at = ({ path, span }: Location): string => files.find((file) => file.path === path)?.text.slice(span.start, span.end) ?? "";
  const text = (fn: FunctionModel): string => {
    const triggers = fn.triggers.map((trigger) => {
      if (trigger.kind === "event") return `${trigger.event.name.kind === "known" ? trigger.event.name.value : "?"} at ${at({ path: fn.path, span: trigger.event.span })}`;
      return trigger.kind === "cron" ? `cron ${trigger.schedule.kind === "known" ? trigger.schedule.value : "?"}` : trigger.kind;
    });
    const steps = fn.steps.map(({ call }) => (call.id.kind === "id" && call.id.id.kind === "known" ? call.id.id.value : "?"));
    const reads = fn.dataReads?.reads.map(({ key }) => key) ?? [];
    return `${fn.id.kind === "known" ? fn.id.value : fn.id.kind} at ${at({ path: fn.path, span: fn.idSpan })} <- ${triggers.join(", ")} [${steps.join(", ")}] ${reads.join(", ")}${fn.client ? "" : " no client"}`.trim();
  };
  return snapshot.functions().filter(({ wrapped }) => wrapped).map(text);
}

const POSITIONAL = `import { inngest } from "./client";\nexport const make = (id, event, handler) => inngest.createFunction({ id, triggers: { event } }, handler);\n`;
const BUILDER = `import { inngest } from "./client";
export class Builder {
  #id; #event = "app/none";
  id(id) { this.#id = id; return this; }
  on(event) { this.#event = event; return this; }
  do(handler) { return inngest.createFunction({ id: this.#id, triggers: { event: this.#event } }, handler); }
}
export const builder = () => new Builder();
`;
const JOB = `//- /job.ts
import { inngest } from "./client";
export abstract class Job {
  abstract readonly id: string;
  abstract readonly event: string;
  protected abstract handle(context: { event: any; step: any }): Promise<unknown>;
  create() { return inngest.createFunction({ id: this.id, triggers: { event: this.event } }, async ({ event, step }) => this.handle({ event, step })); }
}
`;
const METHOD = HANDLER.replace("async (", "async handle(").replace(" =>", "");
const WHOLE = "f at \"f\" <- app/a at \"app/a\" [a] user";

const shapes: Readonly<Record<string, readonly [main: string, others?: string]>> = {
  "in the same file": [`${POSITIONAL}make("f", "app/a", ${HANDLER});`],
  "in another file": [`import { make } from "./make";\nmake("f", "app/a", ${HANDLER});`, `//- /make.ts\n${POSITIONAL}`],
  "re-exported": [`import { make } from "./lib";\nmake("f", "app/a", ${HANDLER});`, `//- /lib/index.ts\nexport * from "../make";\n//- /make.ts\n${POSITIONAL}`],
  "by an alias": [`import * as lib from "./make";\nconst define = lib.make;\ndefine("f", "app/a", ${HANDLER});`, `//- /make.ts\n${POSITIONAL}`],
  "a function declaration with a return": [`import { inngest } from "./client";\nfunction make(id: string, event: string, handler: any) { const fn = inngest.createFunction({ id, triggers: [{ event }] }, handler); registry.push(fn); return fn; }\nexport const f = make("f", "app/a", ${HANDLER});`],
  "an object taken apart": [`import { inngest } from "./client";\nconst make = ({ id, on, run }) => inngest.createFunction({ id, triggers: { event: on } }, run);\nmake({ id: "f", on: "app/a", run: ${HANDLER} });`],
  "an object whose members are read": [`import { inngest } from "./client";\nconst make = (options) => inngest.createFunction({ id: options.id, triggers: [{ event: options.event }] }, options.handler);\nmake({ id: "f", event: "app/a", handler: ${HANDLER} });`],
  "an object taken apart in the body": [`import { inngest } from "./client";\nfunction make(options) { const { id, event, handler } = options; return inngest.createFunction({ id, triggers: { event } }, handler); }\nmake({ id: "f", event: "app/a", handler: ${HANDLER} });`],
  "options spread": [`import { inngest } from "./client";\nconst make = ({ event, handler, ...options }) => inngest.createFunction({ retries: 2, ...options, triggers: { event } }, handler);\nmake({ id: "f", event: "app/a", handler: ${HANDLER} });`],
  "options handed on": [`import { inngest } from "./client";\nconst make = (options, handler) => inngest.createFunction(options, handler);\nmake({ id: "f", triggers: { event: "app/a" } }, ${HANDLER});`],
  "typed and generic": [`import type { Inngest } from "inngest";\nimport { inngest } from "./client";\nexport function make<T extends string>(id: string, event: T, handler: Parameters<Inngest["createFunction"]>[1]): unknown { return inngest.createFunction({ id, triggers: { event } }, handler); }\nmake<"app/a">("f", "app/a", ${HANDLER});`],
  "curried": [`import { inngest } from "./client";\nconst make = (id) => (event, handler) => inngest.createFunction({ id, triggers: { event } }, handler);\nmake("f")("app/a", ${HANDLER});`],
  "made for a client": [`import { inngest } from "./client";\nconst makerFor = (client) => (id, event, handler) => client.createFunction({ id, triggers: { event } }, handler);\nexport const make = makerFor(inngest);\nmake("f", "app/a", ${HANDLER});`],
  "a kit": [`import { inngest } from "./client";\nfunction createKit(client) { return { make: (id, event, handler) => client.createFunction({ id, triggers: { event } }, handler) }; }\nconst kit = createKit(inngest);\nkit.make("f", "app/a", ${HANDLER});`],
  "a kit taken apart": [`import { inngest } from "./client";\nfunction createKit(client) { return { make: (id, event, handler) => client.createFunction({ id, triggers: { event } }, handler) }; }\nconst { make } = createKit(inngest);\nmake("f", "app/a", ${HANDLER});`],
  "a static method": [`import { inngest } from "./client";\nclass Factory { static make(id, event, handler) { return inngest.createFunction({ id, triggers: { event } }, handler); } }\nFactory.make("f", "app/a", ${HANDLER});`],
  "a method of an instance": [`import { inngest } from "./client";\nclass Factory { make(id, event, handler) { return inngest.createFunction({ id, triggers: { event } }, handler); } }\nconst factory = new Factory();\nfactory.make("f", "app/a", ${HANDLER});`],
  "an inherited method": [`import { inngest } from "./client";\nabstract class Base { protected make(id, event, handler) { return inngest.createFunction({ id, triggers: { event } }, handler); } }\nclass Orders extends Base { f = this.make("f", "app/a", ${HANDLER}); }`],
  "an object's method": [`import { inngest } from "./client";\nconst jobs = { make(id, event, handler) { return inngest.createFunction({ id, triggers: { event } }, handler); } };\njobs.make("f", "app/a", ${HANDLER});`],
  "a wrapper of a wrapper": [`import { inngest } from "./client";\nconst make = (options, trigger, handler) => inngest.createFunction({ ...options, triggers: trigger }, handler);\nconst onEvent = (id, event, handler) => make({ id }, { event }, handler);\nonEvent("f", "app/a", ${HANDLER});`],
  "a builder of closures": [`import { inngest } from "./client";\nconst on = (event) => ({ id: (id) => ({ do: (handler) => inngest.createFunction({ id, triggers: { event } }, handler) }) });\non("app/a").id("f").do(${HANDLER});`],
  "a builder that is one object": [`import { builder } from "./builder";\nbuilder().id("f").on("app/a").do(${HANDLER});`, `//- /builder.ts\n${BUILDER}`],
  "a handler from a map, by a key": [`import { inngest } from "./client";\nconst handlers = { f: ${HANDLER} };\nconst make = (key, event) => inngest.createFunction({ id: key, triggers: { event } }, handlers[key]);\nmake("f", "app/a");`],
  "CommonJS": [`const { make } = require("./make");\nmodule.exports = make("f", "app/a", ${HANDLER});`, `//- /make.js\nconst { inngest } = require("./client");\nexports.make = (id, event, handler) => inngest.createFunction({ id, triggers: { event } }, handler);\n`],
};

for (const [name, [main, others]] of Object.entries(shapes)) test(name, () => { assert.deepEqual(show(main, others), [WHOLE]); });

test("a method of a base class, with what its subclasses give", () => {
  // What it hands its event on to may read anything of it.
  const made = WHOLE.replace(" user", "");
  const whole = [made.replace('at "f"', "at new Welcome().create").replace('at "app/a"', "at new Welcome().create")];
  assert.deepEqual(show(`import { Job } from "./job";\nclass Welcome extends Job { id = "f"; event = "app/a"; ${METHOD} }\nnew Welcome().create();`, JOB), whole);
  assert.deepEqual(show(`import { Job } from "./job";\nclass Welcome extends Job { get id() { return "f"; } get event() { return "app/a"; } ${METHOD} }\nnew Welcome().create();`, JOB), whole);
  assert.deepEqual(show(`import { Job } from "./job";\nclass Welcome extends Job { constructor(readonly id: string, event: string) { super(); this.event = event; } ${METHOD} }\nnew Welcome("f", "app/a").create();`, JOB), [made]);
  const given = JOB.replace("abstract readonly id: string;\n  abstract readonly event: string;", "constructor(private readonly options: { id: string; event: string }, private readonly client: any) {}").replace("this.id", "this.options.id").replace("this.event", "this.options.event").replace("inngest.create", "this.client.create");
  assert.deepEqual(show(`import { inngest } from "./client";\nimport { Job } from "./job";\nclass Welcome extends Job { constructor() { super({ id: "f", event: "app/a" }, inngest); } ${METHOD} }\nconst welcome = new Welcome();\nexport const f = welcome.create();`, given), [made.replace('at "f"', "at welcome.create").replace('at "app/a"', "at welcome.create")]);
});

test("a builder kept on the way", () => {
  const main = `import { Builder } from "./builder";\nconst started = new Builder().id("f");\nstarted.on("app/a").do(${HANDLER});`;
  assert.deepEqual(show(main, `//- /builder.ts\n${BUILDER}`), [WHOLE.replace('at "f"', 'at started.on("app/a").do')]);
});

test("fields that are made of themselves tell nothing, soon", () => {
  const doubled = BUILDER.replace("this.#id = id; return this", "this.#id = this.#id + this.#id + id; return this");
  assert.deepEqual(show(`import { builder } from "./builder";\nbuilder().id("f").on("app/a").do(${HANDLER});`, `//- /builder.ts\n${doubled}`), []);
  const circle = `class Job { a = this.b + this.b; b = this.a + this.a; id = this.a; make() { return inngest.createFunction({ id: this.id, triggers: { event: this.b } }, async () => {}); } }`;
  assert.deepEqual(show(`import { inngest } from "./client";\n${circle}\nnew Job().make();`), []);
});

test("nothing where an object may be another by then", () => {
  const welcome = `import { Job } from "./job";\nclass Welcome extends Job { id = "f"; event = "app/a"; ${METHOD}`;
  assert.deepEqual(show(`${welcome} rename(id) { this.id = id; } }\nnew Welcome().create();`, JOB), []);
  assert.deepEqual(show(`${welcome} }\nconst one = new Welcome();\none.id = "g";\none.create();`, JOB), []);
  assert.deepEqual(show(`import { builder } from "./builder";\nconst shared = builder().id("f").on("app/a");\nshared.id("g");\nshared.do(${HANDLER});`, `//- /builder.ts\n${BUILDER}`), []);
  assert.deepEqual(show(`import { Builder } from "./builder";\nconst one = new Builder();\none.id("f");\none.do(${HANDLER});`, `//- /builder.ts\n${BUILDER}`), []);
  assert.deepEqual(show(`import { builder } from "./builder";\nbuilder().id("f").on("app/a").do(${HANDLER});`, `//- /builder.ts\n${BUILDER.replace("this.#id = id; return this", "if (id) this.#id = id; return this")}`), []);
});

test("the old form: options, trigger, handler", () => {
  const main = `import { inngest } from "./client";\nconst make = (id, event, handler) => inngest.createFunction({ id }, { event }, handler);\nmake("f", "app/a", ${HANDLER});`;
  assert.deepEqual(show(main, "//- /v3.ts sdk:v3\n"), [WHOLE]);
});

test("a handler that the wrapper wraps: its steps with those of the wrapper, whose ids are made from what it is given", () => {
  const main = `import { inngest } from "./client";
const make = (id, event, handler) => inngest.createFunction({ id, triggers: { event } }, async (ctx) => {
  await ctx.step.run(\`\${id}-started\`, () => 1);
  return handler({ ...ctx, db });
});
make("f", "app/a", ${HANDLER});
make("g", "app/b", async ({ step }) => { await step.run("b", () => 1); });`;
  assert.deepEqual(show(main), ["f at \"f\" <- app/a at \"app/a\" [f-started, a]", "g at \"g\" <- app/b at \"app/b\" [g-started, b]"]);
});

test("a schedule, a default, and what the wrapper itself says", () => {
  const cron = `import { inngest } from "./client";\nconst nightly = (id, handler, schedule = "0 3 * * *") => inngest.createFunction({ id: \`cron-\${id}\`, triggers: { cron: schedule } }, handler);\n`;
  assert.deepEqual(show(`${cron}nightly("f", ${HANDLER});\nnightly("g", ${HANDLER}, "0 4 * * *");`), ["cron-f at \"f\" <- cron 0 3 * * * [a]", "cron-g at \"g\" <- cron 0 4 * * * [a]"].map((line) => line.replace(/at "\w"/, "at nightly")));
  assert.deepEqual(show(`import { inngest } from "./client";\nconst onSignup = (id, handler) => inngest.createFunction({ id, triggers: { event: "app/signup" } }, handler);\nonSignup("f", ${HANDLER});`), ["f at \"f\" <- app/signup at onSignup [a] user"]);
});

test("arguments bound before, and a class that is a client itself", () => {
  assert.deepEqual(show(`${POSITIONAL}const first = make.bind(null, "f");\nfirst("app/a", ${HANDLER});`), ["f at first <- app/a at \"app/a\" [a] user"]);
  assert.deepEqual(show(`import { Inngest } from "inngest";\nclass App extends Inngest { on(id, event, handler) { return this.createFunction({ id, triggers: { event } }, handler); } }\nconst app = new App({ id: "app" });\napp.on("f", "app/a", ${HANDLER});`), [`${WHOLE} no client`]);
});

test("nothing where the id cannot be told, nor where the wrapper says it itself", () => {
  assert.deepEqual(show(`${POSITIONAL}for (const [id, run] of Object.entries(all)) make(id, "app/a", run);`), []);
  assert.deepEqual(show(`${POSITIONAL}make(...options);`), []);
  assert.deepEqual(show(`import { inngest } from "./client";\nconst start = (db) => inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => { await step.run("a", () => db); });\nstart(1);`), []);
  assert.deepEqual(show(`const make = (id, event, handler) => queue.createFunction({ id, triggers: { event } }, handler);\nmake("f", "app/a", ${HANDLER});`), []);
});

test("one function for each element of a list or an object", () => {
  const handlers = `const handlers = { f: ${HANDLER}, "g": async ({ step }) => { await step.run("b", () => 1); } };\n`;
  const each = (at: string): string[] => [`f at Object.entries(handlers).map <- app/f at ${at} [a] user`, `g at Object.entries(handlers).map <- app/g at ${at} [b]`];
  const inngest = "import { inngest } from \"./client\";\n";
  assert.deepEqual(show(`${inngest}${handlers}export const all = Object.entries(handlers).map(([id, handler]) => inngest.createFunction({ id, triggers: { event: \`app/\${id}\` } }, handler));`), each("`app/${id}`"));
  assert.deepEqual(show(`${POSITIONAL}${handlers}export const all = Object.entries(handlers).map(([id, handler]) => make(id, \`app/\${id}\`, handler));`), each("`app/${id}`"));
  assert.deepEqual(show(`${inngest}const jobs = [{ id: "f", on: "app/a", run: ${HANDLER} }] as const;\njobs.forEach((job) => { all.push(inngest.createFunction({ id: job.id, triggers: { event: job.on } }, job.run)); });`), ["f at jobs.forEach <- app/a at jobs.forEach [a] user"]);
  assert.deepEqual(show(`${inngest}export default [{ id: "f", on: "app/a" }].map(({ id, on }) => inngest.createFunction({ id, triggers: { event: on } }, ${HANDLER}));`), ["f at \"f\" <- app/a at \"app/a\" [a] user"]);
  assert.deepEqual(show(`${inngest}${handlers}Object.values(handlers).map((handler, index) => inngest.createFunction({ id: \`h-\${index}\`, triggers: { event: "app/a" } }, handler));`), ["partial at `h-${index}` <- app/a at \"app/a\" [a] user", "partial at `h-${index}` <- app/a at \"app/a\" [b]"]);
  assert.deepEqual(show(`${inngest}${handlers}handlers.h = other;\nObject.entries(handlers).map(([id, handler]) => inngest.createFunction({ id, triggers: { event: "app/a" } }, handler));`), []);
  assert.deepEqual(show(`${inngest}${handlers}Object.entries({ ...handlers, ...others }).map(([id, handler]) => inngest.createFunction({ id, triggers: { event: "app/a" } }, handler));`), []);
});

test("one function for each element that a loop goes through", () => {
  const handlers = `import { inngest } from "./client";\nconst handlers = { mail: ${HANDLER}, chat: ${HANDLER} };\nconst functions = [];\n`;
  const told = ["mail at mail <- app/mail at event [a] user", "chat at chat <- app/chat at event [a] user"];
  const create = "functions.push(inngest.createFunction({ id, triggers: { event: `app/${id}` } }, handler));";
  assert.deepEqual(show(`${handlers}for (const [id, handler] of Object.entries(handlers)) { const event = 1; ${create} }`).map((line) => line.replace(/at `[^`]*`/, "at event")), told);
  assert.deepEqual(show(`import { inngest } from "./client";\nfor (const job of [{ id: "mail", run: ${HANDLER} }]) list.push(inngest.createFunction({ id: job.id, triggers: { event: "app/a" } }, job.run));`), ['mail at job.id <- app/a at "app/a" [a] user']);
  for (const other of [
    `for (const [id, handler] of Object.entries(handlers)) { if (id === "chat") continue; ${create} }`,
    `for (const [id, handler] of Object.entries(handlers)) if (id !== "chat") ${create}`,
    `handlers.later = loadLater();\nfor (const [id, handler] of Object.entries(handlers)) ${create}`,
    `for (let [id, handler] of Object.entries(handlers)) { id = id.toUpperCase(); ${create} }`,
    `for (const [id, handler] of all) ${create}`,
    `for (const [name, handler] of Object.entries(handlers)) list.push(inngest.createFunction({ id: "one", triggers: { event: name } }, handler));`,
  ]) assert.deepEqual(show(handlers + other), [], other);
});
