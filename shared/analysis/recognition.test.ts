/** The shapes in which people get at the step tools: each is seen, and whatever only looks like one is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { snapshotOf } from "./testing/snapshot.ts";
import { parseFixture } from "./testing/fixture.ts";

const CLIENT = `
//- /client.ts sdk:v4
import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "app" });
`;

/** Ids of the steps of each function, helpers' steps included; then those that a file shows by itself. */
function stepsOf(fixture: string): { readonly functions: string[][]; readonly own: string[] } {
  const snapshot = snapshotOf(parseFixture(fixture));
  const idOf = (id: unknown): string => (typeof id === "object" && id !== null && "value" in id ? String(id.value) : "?");
  return {
    functions: snapshot.functions().map((fn) => fn.steps.map(({ call }) => (call.id.kind === "id" ? idOf(call.id.id) : "?"))),
    own: snapshot.paths().flatMap((path) => snapshot.file(path)?.steps ?? []).map(({ id }) => (id.kind === "id" ? idOf(id.id) : "?")),
  };
}

const create = (handler: string, before = ""): string => `${CLIENT}//- /main.ts\nimport { inngest } from "./client";\n${before}\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, ${handler});`;
const helper = (parameter: string, before: string, call = "help(step)", body = "await step.run(\"a\", () => 1);"): string => `${CLIENT}
//- /helper.ts
${before}
export async function help(${parameter}) { ${body} }
//- /main.ts
import { inngest } from "./client";
import { help } from "./helper";
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step, event }) => { await ${call}; });`;

const shapes: Readonly<Record<string, string>> = {
  "inline": create("async ({ step }) => { await step.run(\"a\", () => 1); }"),
  "renamed": create("async ({ step: s }) => { await s.run(\"a\", () => 1); }"),
  "context": create("async (ctx) => { await ctx.step.run(\"a\", () => 1); }"),
  "taken from the context": create("async (ctx) => { const { step } = ctx; await step.run(\"a\", () => 1); }"),
  "destructured tools": create("async ({ step }) => { const { run } = step; await run(\"a\", () => 1); }"),
  "tools destructured in the parameter": create("async ({ step: { run } }) => { await run(\"a\", () => 1); }"),
  "rest of the context": create("async ({ event, ...rest }) => { await rest.step.run(\"a\", () => 1); }"),
  "an alias": create("async ({ step }) => { const tools = step; await tools.run(\"a\", () => 1); }"),
  "by a string": create("async ({ step }) => { await step[\"run\"](\"a\", () => 1); }"),
  "a named function": create("handle", "async function handle({ step }) { await step.run(\"a\", () => 1); }"),
  "a constant": create("handle", "const handle = async ({ step }) => { await step.run(\"a\", () => 1); };"),
  "an imported function": `${CLIENT}//- /handle.ts\nexport const handle = async ({ step }) => { await step.run("a", () => 1); };\n//- /main.ts\nimport { inngest } from "./client";\nimport { handle } from "./handle";\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, handle);`,
  "wrapped": create("withSentry(async ({ step }) => { await step.run(\"a\", () => 1); })", "import { withSentry } from \"sentry\";"),
  "wrapped twice": create("withA(withB({ retries: 1 }, async ({ step }) => { await step.run(\"a\", () => 1); }))", "import { withA, withB } from \"x\";"),
  "curried": create("handle(db)", "const handle = (db) => async ({ step }) => { await step.run(\"a\", () => db); };"),
  "a curried function of another file": `${CLIENT}//- /handle.ts\nexport function handle(db) { return async ({ step }) => { await step.run("a", () => db); }; }\n//- /main.ts\nimport { inngest } from "./client";\nimport { handle } from "./handle";\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, handle(1));`,
  "a curried wrapper": create("withX({ a: 1 })(async ({ step }) => { await step.run(\"a\", () => 1); })", "import { withX } from \"x\";"),
  "a method": create("flow.handle.bind(flow)", "class Flow { async handle({ step }) { await step.run(\"a\", () => 1); } }\nconst flow = new Flow();"),
  "a static method": create("Flow.handle", "class Flow { static async handle({ step }) { await step.run(\"a\", () => 1); } }"),
  "a method of the class around": `${CLIENT}//- /main.ts\nimport { inngest } from "./client";\nclass Service { fn = inngest.createFunction({ id: "f", triggers: { event: "a" } }, (ctx) => this.handle(ctx)); private async handle({ step }) { await step.run("a", () => 1); } }`,
  "a method of an object": create("handlers.first", "const handlers = { async first({ step }) { await step.run(\"a\", () => 1); } };"),
  "a client given to a class that this one extends": `${CLIENT}//- /base.ts\nimport type { Inngest } from "inngest";\nexport abstract class Base { constructor(protected readonly inngest: Inngest.Any) {} }\n//- /main.ts\nimport { Base } from "./base";\nclass Jobs extends Base { create() { return this.inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); }); } }`,
  "a class of clients, kept by a class of another file": `${CLIENT}//- /client-class.ts\nimport { Inngest } from "inngest";\nexport class AppClient extends Inngest { constructor() { super({ id: "nest" }); } }\n//- /base.ts\nimport type { AppClient } from "./client-class";\nexport abstract class Job { abstract readonly fn: unknown; constructor(protected readonly inngest: AppClient) {} }\n//- /main.ts\nimport { AppClient } from "./client-class";\nimport { Job } from "./base";\nexport class Expire extends Job { readonly fn: unknown; constructor(inngest: AppClient, repo) { super(inngest); this.fn = this.inngest.createFunction({ id: "f", triggers: { cron: "0 0 * * *" } }, async ({ step }) => { await step.run("a", () => repo.find()); }); } }`,
  "a client given to a class": `${CLIENT}//- /main.ts\nimport type { Inngest } from "inngest";\nclass Service { constructor(private readonly client: Inngest) {} create() { return this.client.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); }); } }`,
  "typed by GetStepTools": helper("step: GetStepTools<typeof inngest>", "import type { GetStepTools } from \"inngest\"; import { inngest } from \"./client\";"),
  "typed by GetStepTools without a client": helper("step: GetStepTools", "import { type GetStepTools } from \"inngest\";"),
  "typed by an alias": helper("step: Step", "import type { GetStepTools, Inngest } from \"inngest\"; export type Step = GetStepTools<Inngest.Any>;"),
  "typed by Pick": helper("step: Pick<GetStepTools<typeof inngest>, \"run\" | \"sleep\">", "import type { GetStepTools } from \"inngest\"; import { inngest } from \"./client\";"),
  "the handler of a tool of AgentKit": `${CLIENT}//- /main.ts\nimport { createTool } from "@inngest/agent-kit";\nexport const search = createTool({ name: "search", handler: async ({ query }, { step }) => step?.run("a", () => find(query)) });`,
  "the step of a tool of AgentKit, renamed": `${CLIENT}//- /main.ts\nimport * as kit from "@inngest/agent-kit";\nexport const search = (key) => kit.createTool({ name: "search", async handler(input, { step: toolStep, network }) { if (!toolStep) return "no"; return toolStep.run("a", () => find(key, input)); } });`,
  "what keeps an agent's conversations": `${CLIENT}//- /main.ts\nimport { createAgent, type HistoryConfig } from "@inngest/agent-kit";\nexport const history: HistoryConfig<State> = { createThread: async ({ state, step }) => step?.run("a", () => create(state)) };\nexport const agent = createAgent({ name: "x", history: { async get({ threadId, step }) { return step ? await step.run("a", () => load(threadId)) : load(threadId); } } });`,
  "actions of the workflow kit": `${CLIENT}//- /main.ts\nimport { Engine, type EngineAction } from "@inngest/workflow-kit";\nexport const actions: EngineAction[] = [{ ...definitions[0], handler: async ({ event, step }) => { await step.run("a", () => event.data.id); } }];\nexport const wait: EngineAction = { kind: "wait", async handler(context) { await context.step.run("a", () => 1); } };`,
  "actions written in an engine": `${CLIENT}//- /main.ts\nimport { Engine } from "@inngest/workflow-kit";\nexport const engine = new Engine({ loader, actions: [{ kind: "x", handler: async ({ step }) => { await step.run("a", () => 1); } }] });`,
  "members of a typed list": `${CLIENT}//- /types.ts\nimport type { GetStepTools, Inngest } from "inngest";\nexport interface Job { readonly name: string; run(context: { step: GetStepTools<Inngest.Any> }): Promise<void> }\n//- /main.ts\nimport type { Job } from "./types";\nexport const jobs: readonly Job[] = [{ name: "x", run: async ({ step }) => { await step.run("a", () => 1); } }];`,
  "members of a typed record": `${CLIENT}//- /main.ts\nimport type { GetStepTools, Inngest } from "inngest";\ntype Executor = (id: string, step: GetStepTools<Inngest.Any>) => Promise<void>;\nexport const registry = { http: async (id, step) => { await step.run("a", () => id); } } satisfies Record<string, Executor>;`,
  "an object given to a typed function": `${CLIENT}//- /define.ts\nimport type { GetStepTools, Inngest } from "inngest";\ntype Context = { readonly step: GetStepTools<Inngest.Any> };\nexport type Job = { name: string } & { run: (context: Context) => Promise<void> };\nexport const defineJob = (job: Job): Job => job;\n//- /main.ts\nimport { defineJob } from "./define";\nexport default defineJob({ name: "x", async run({ step }) { await step.run("a", () => 1); } });`,
  "a deferred function": `${CLIENT}//- /main.ts\nimport { createDefer } from "inngest/experimental";\nimport { inngest } from "./client";\nexport const judge = createDefer(inngest, { id: "judge", schema }, async ({ event, step, parents }) => { await step.run("a", () => event.data.reply); });`,
  "a scorer": `${CLIENT}//- /main.ts\nimport * as experimental from "inngest/experimental";\nimport { inngest } from "./client";\nexport const score = experimental.createScorer(inngest, { id: "score" }, async (ctx) => { await ctx.step.run("a", () => 1); return null; });`,
  "a function that a helper makes": `${CLIENT}//- /loop.ts\nexport function createLoop(goal) { return async (step, logger) => { logger.info(goal); return step.run("a", () => goal); }; }\n//- /main.ts\nimport { inngest } from "./client";\nimport { createLoop } from "./loop";\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step, logger }) => { const loop = createLoop(event.data.goal); return loop(step, logger); });`,
  "a constant typed by an alias of another file": `${CLIENT}//- /types.ts\nimport type { GetStepTools, Inngest } from "inngest";\nexport interface Params<D> { data: D; step: GetStepTools<Inngest.Any> }\nexport type Executor<D = unknown> = (params: Params<D>) => Promise<unknown>;\n//- /main.ts\nimport type { Executor } from "./types";\nexport const send: Executor<{ to: string }> = async ({ data, step }) => step.run("a", () => data.to);`,
  "a property typed by a signature": `${CLIENT}//- /main.ts\nimport type { GetStepTools, Inngest } from "inngest";\ninterface Run { (id: string, step: GetStepTools<Inngest.Any>): Promise<unknown> }\nclass Node { readonly run: Run = async (id, step) => step.run("a", () => id); }`,
  "a function that satisfies a type": `${CLIENT}//- /main.ts\nimport type { GetStepTools, Inngest } from "inngest";\ntype Run = ({ step }: { step: GetStepTools<Inngest.Any> }) => Promise<unknown>;\nexport default (async ({ step }) => step.run("a", () => 1)) satisfies Run;`,
  "typed by a generic": `${CLIENT}//- /main.ts\nimport type { GetStepTools } from "inngest";\nexport async function help<T extends GetStepTools>(step: T) { await step.run("a", () => 1); }`,
  "typed by an interface": helper("{ step }: Deps", "import type { GetStepTools } from \"inngest\"; interface Deps { readonly step: GetStepTools; readonly userId: string }", "help({ step, userId: \"1\" })"),
  "typed by an interface that extends": helper("step: Tools", "import type { GetStepTools } from \"inngest\"; interface Tools extends GetStepTools {}"),
  "typed by the context": helper("ctx: Context", "import type { Context } from \"inngest\";", "help({ step, event })", "await ctx.step.run(\"a\", () => 1);"),
  "typed by the context's member": helper("step: Context[\"step\"]", "import type { Context } from \"inngest\";"),
  "typed by the handler's parameter": helper("{ step }: Args", "import { inngest } from \"./client\"; type Args = Parameters<Parameters<typeof inngest.createFunction>[1]>[0];", "help({ step, event })"),
  "a helper without a type": helper("step", ""),
  "a helper with the context": helper("{ step }", "", "help({ step })"),
  "a helper in a barrel": `${CLIENT}//- /lib/help.ts\nexport const help = async (step) => { await step.run("a", () => 1); };\n//- /lib/index.ts\nexport * from "./help";\n//- /main.ts\nimport { inngest } from "./client";\nimport { help } from "./lib";\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => help(step));`,
  "a helper of a helper": `${CLIENT}//- /main.ts\nimport { inngest } from "./client";\nconst inner = async (tools) => { await tools.run("a", () => 1); };\nconst outer = (ctx) => inner(ctx.step);\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, async (ctx) => { await outer(ctx); });`,
  "a class that gets the tools": create("async ({ step }) => { const flow = new Flow(step); await flow.go(); }", "import type { GetStepTools } from \"inngest\";\nclass Flow { constructor(private readonly step: GetStepTools) {} async go() { await this.step.run(\"a\", () => 1); } }"),
  "the global step of v4": create("async () => { await help(); }", "import { step } from \"inngest\";\nasync function help() { await step.run(\"a\", () => 1); }"),
  "the global step by another name": create("async () => { await tools.run(\"a\", () => 1); }", "import { step as tools } from \"inngest\";"),
  "the global step of a namespace": create("async () => { await sdk.step.run(\"a\", () => 1); }", "import * as sdk from \"inngest\";"),
  "several clients": `//- /main.ts sdk:v4\nimport { Inngest } from "inngest";\nconst one = new Inngest({ id: "one" });\nexport const two = new Inngest({ id: "two" });\ntwo.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "a client exported again": `${CLIENT}//- /lib/index.ts\nexport { inngest as events } from "../client";\n//- /main.ts\nimport { events } from "./lib";\nevents.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "a client by default": `//- /client.ts sdk:v4\nimport { Inngest } from "inngest";\nexport default new Inngest({ id: "app" });\n//- /main.ts\nimport events from "./client";\nevents.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "a client of a function": `//- /client.ts sdk:v4\nimport { Inngest } from "inngest";\nexport function getClient() { return new Inngest({ id: "app" }); }\n//- /main.ts\nimport { getClient } from "./client";\ngetClient().createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "a client of a class of one's own": `//- /main.ts sdk:v4\nimport { Inngest } from "inngest";\nclass Client extends Inngest {}\nconst client = new Client({ id: "app" });\nclient.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "createFunction taken off": `${CLIENT}//- /main.ts\nimport { inngest } from "./client";\nconst { createFunction } = inngest;\ncreateFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "JavaScript with require": `//- /client.js sdk:v4\nconst { Inngest } = require("inngest");\nmodule.exports = { inngest: new Inngest({ id: "app" }) };\n//- /main.js\nconst { inngest } = require("./client");\nmodule.exports = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "JSDoc on a parameter": `//- /help.js sdk:v4\n/** @param {import("inngest").GetStepTools} step */\nexport async function help(step) { await step.run("a", () => 1); }`,
  "JSDoc with a typedef": `//- /help.js sdk:v4\n/** @typedef {import("inngest").GetStepTools} Tools */\n/** @param {Tools} step */\nexport async function help(step) { await step.run("a", () => 1); }`,
  "JSDoc with an import": `//- /help.js sdk:v4\n/** @import { GetStepTools } from "inngest" */\n/** @param {{ step: GetStepTools }} deps */\nexport async function help({ step }) { await step.run("a", () => 1); }`,
  "JSDoc with a type": `//- /help.js sdk:v4\n/** @type {(step: import("inngest").GetStepTools) => Promise<void>} */\nexport const help = async (step) => { await step.run("a", () => 1); };`,
  "JSDoc on a client": `//- /help.js sdk:v4\n/** @param {import("inngest").Inngest} client */\nexport const make = (client) => client.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
  "a wrapper that makes functions": `${CLIENT}//- /main.ts\nimport { inngest } from "./client";\nconst makeFunction = (id, event, handler) => inngest.createFunction({ id, triggers: { event } }, handler);\nmakeFunction("f", "a", async ({ step }) => { await step.run("a", () => 1); });`,
  "a wrapper of another file": `${CLIENT}//- /make.ts\nimport { inngest } from "./client";\nexport function make(options, handler) { return inngest.createFunction({ ...options, retries: 3 }, async (ctx) => { await log(); return handler(ctx); }); }\n//- /main.ts\nimport { make } from "./make";\nmake({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("a", () => 1); });`,
};

/** What only SDK v4 has, and a wrapper whose own parameters would be others. */
const notOnV3 = /global step|deferred|scorer|wrapper of another file/;

function toV3(fixture: string): string {
  return fixture.replaceAll(/^\/\/- (\S+).*$/gm, "//- $1 sdk:v3")
    .replaceAll(/\(\{ id: "f", triggers: (\{[^{}]*\}) \}, /g, '({ id: "f" }, $1, ').replaceAll("{ id, triggers: { event } }, ", "{ id }, { event }, ");
}

for (const [name, fixture] of Object.entries(shapes)) {
  test(name, () => {
    for (const written of [fixture, ...notOnV3.test(name) ? [] : [toV3(fixture)]]) {
      const { functions, own } = stepsOf(written);
      assert.deepEqual([...new Set([...functions.flat(), ...own])], ["a"], written);
    }
  });
}
