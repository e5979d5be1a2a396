import assert from "node:assert/strict";
import { test } from "node:test";
import { analyzeFile } from "./analyze.ts";
import type { StaticString, StepOccurrence, Trigger } from "./model.ts";
import { MemoryFiles } from "./testing/fixture.ts";

function text(string: StaticString): string {
  return string.kind === "known" ? string.value : string.kind === "partial" ? string.parts.map((part) => part ?? "*").join("") : "?";
}

function trigger(one: Trigger): string {
  return one.kind === "event" ? text(one.event.name) : one.kind === "cron" ? `cron ${text(one.schedule)}` : one.kind;
}

function steps(list: readonly StepOccurrence[]): string {
  return list.map(({ call, via }) => `${call.tool} ${call.id.kind === "id" ? text(call.id.id) : call.id.kind}${"<".repeat(via.length)}`).join(", ");
}

/** Functions of `/main.ts` as `id [triggers]: tool id, …`, a `<` for each helper call a step is reached through. */
function checkFunctions(fixture: string, expected: readonly string[]): void {
  const model = analyzeFile("/main.ts", MemoryFiles.of(fixture));
  assert.ok(model);
  const shown = model.functions.map((fn) => `${text(fn.id)} [${fn.triggers.map(trigger).join("|")}]: ${steps(fn.steps)}${fn.failureSteps.length > 0 ? ` failing: ${steps(fn.failureSteps)}` : ""}`);
  assert.deepEqual(shown, expected);
}

/** Step calls written in `/main.ts`. */
function checkSteps(fixture: string, expected: readonly string[]): void {
  const model = analyzeFile("/main.ts", MemoryFiles.of(fixture));
  assert.deepEqual(model?.steps.map((call) => `${call.tool} ${call.id.kind === "id" ? text(call.id.id) : call.id.kind}`), expected);
}

const CLIENT = `
//- /client.ts
import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "app" });
`;

test("both forms of createFunction and every kind of trigger", () => {
  checkFunctions(`
    //- /main.ts sdk:v4
    import { cron, eventType, invoke } from "inngest";
    import { inngest } from "./client";
    const signup = eventType("app/signup", {});
    inngest.createFunction({ id: "a", triggers: { event: "x" } }, async ({ step }) => { await step.run("s", f); });
    inngest.createFunction({ id: "b", triggers: [{ event: signup, if: "event.data.x" }, { cron: "0 * * * *" }, cron("1 * * * *"), invoke(schema), signup] }, async () => {});
    inngest.createFunction({ id: "c" }, async () => {});
    ${CLIENT}`, ["a [x]: run s", "b [app/signup|cron 0 * * * *|cron 1 * * * *|invoke|app/signup]: ", "c []: "]);
  checkFunctions(`
    //- /main.ts sdk:v3
    import { inngest } from "./client";
    inngest.createFunction({ id: "a" }, { event: "x" }, async ({ step }) => { await step.run("s", f); });
    inngest.createFunction("b", "y", async ({ step }) => {});
    inngest.createFunction({ id: "c" }, [{ event: "z" }, { cron: "0 * * * *" }], async ({ step }) => {});
    ${CLIENT}`, ["a [x]: run s", "b [y]: ", "c [z|cron 0 * * * *]: "]);
});

test("clients: default exports, barrels, fallbacks, factories, subclasses, injected, namespaced, CommonJS", () => {
  checkFunctions(`
    //- /main.ts sdk:v4
    import byDefault, { cached, made, Sub } from "./clients";
    import * as all from "./clients";
    import type { Inngest as Client } from "inngest";
    import * as sdk from "inngest";
    const lib = require("./clients");
    const { cached: taken } = require("./clients");
    const h = async ({ step }) => { await step.run("s", f); };
    byDefault.createFunction({ id: "default" }, h);
    cached.createFunction({ id: "cached" }, h);
    made.createFunction({ id: "made" }, h);
    new Sub({ id: "x" }).createFunction({ id: "sub" }, h);
    all.cached.createFunction({ id: "namespace" }, h);
    all.nested.client.createFunction({ id: "nested" }, h);
    new sdk.Inngest({ id: "x" }).createFunction({ id: "sdk" }, h);
    lib.cached.createFunction({ id: "lib" }, h);
    taken.createFunction({ id: "taken" }, h);
    export const build = (client: Client.Any) => client.createFunction({ id: "parameter" }, h);
    const { createFunction } = cached;
    createFunction({ id: "destructured" }, h);
    //- /clients.ts
    export * from "./deep";
    export { inngest as default } from "./deep";
    //- /deep.ts
    import { Inngest } from "inngest";
    export const inngest = new Inngest({ id: "app" });
    declare global { var __inngest: Inngest | undefined }
    export const cached = globalThis.__inngest ?? new Inngest({ id: "app" });
    function make() { return new Inngest({ id: "app" }); }
    export const made = make();
    export class Sub extends Inngest {}
    export const nested = { client: inngest };
  `, ["default", "cached", "made", "sub", "namespace", "nested", "sdk", "lib", "taken", "parameter", "destructured"].map((id) => `${id} []: run s`));
});

test("handlers: named, imported, wrapped, curried, bound, methods, inline delegates", () => {
  checkFunctions(`
    //- /main.ts sdk:v4
    import { inngest } from "./client";
    import { imported } from "./handlers";
    import { withSentry } from "@sentry/nextjs";
    async function named({ step }) { await step.run("named", f); }
    inngest.createFunction({ id: "1" }, named);
    inngest.createFunction({ id: "2" }, imported);
    inngest.createFunction({ id: "3" }, withSentry(async ({ step }) => { await step.run("wrapped", f); }));
    inngest.createFunction({ id: "4" }, withDb({ pool: 1 }, (db) => async ({ step }) => { await step.run("curried", f); }));
    inngest.createFunction({ id: "5" }, compose(withA, withB)(async (ctx) => { await ctx.step.run("composed", f); }));
    const makeHandler = (name: string) => async ({ step }) => { await step.run("made", f); };
    inngest.createFunction({ id: "6" }, makeHandler("x"));
    const options = { id: "7", triggers: { event: "t" } } as const;
    inngest.createFunction(options, async ({ step: s, event }) => { const { run, sendEvent: send } = s; await run("a", f); await send("b", {}); });
    inngest.createFunction({ id: "8", onFailure: async ({ step }) => { await step.run("failed", f); } }, async ({ step }) => {});
    inngest.createFunction({ id: "9", async onFailure({ step }) { await step.run("failed", f); } }, async (ctx) => { const { step } = ctx; await step?.run("x", f); });
    //- /handlers.ts
    const inner = async ({ step, ...rest }) => { await step.ai.wrap("imported", f); };
    export { inner as imported };
    ${CLIENT}`, [
    "1 []: run named", "2 []: ai.wrap imported", "3 []: run wrapped", "4 []: run curried", "5 []: run composed", "6 []: run made",
    "7 [t]: run a, sendEvent b", "8 []:  failing: run failed", "9 []: run x failing: run failed",
  ]);
});

test("classes as Nest has them: an injected client, bound methods, helpers on this", () => {
  checkFunctions(`
    //- /main.ts sdk:v3
    import { Injectable } from "@nestjs/common";
    import { InngestService } from "./service";
    import { type GetStepTools, Inngest } from "inngest";
    @Injectable()
    export class Flows {
      private readonly own: Inngest;
      constructor(private readonly inngest: Inngest, private readonly service: InngestService) { this.own = inngest; }
      first() { return this.inngest.createFunction({ id: "1" }, { event: "a" }, this.handle.bind(this)); }
      second = this.service.client.createFunction({ id: "2" }, { event: "a" }, async ({ step }) => this.notify(step));
      third() { return this.own.createFunction({ id: "3" }, { event: "a" }, (ctx) => this.handle(ctx)); }
      private async handle({ step }: { step: GetStepTools<Inngest> }) { await step.run("handle", () => 1); await this.notify(step); }
      private async notify(step: GetStepTools<Inngest>) { await step.run("notify", () => 1); }
    }
    //- /service.ts
    import { Inngest } from "inngest";
    export class InngestService { readonly client = new Inngest({ id: "app" }); }
  `, ["1 [a]: run handle, run notify<", "2 [a]: run notify<", "3 [a]: run handle<, run notify<<"]);
});

test("step tools typed in helpers that no function of the file calls", () => {
  checkSteps(`
    //- /main.ts sdk:v3
    import type { Context, GetFunctionInput, GetStepTools } from "inngest";
    import type { createStepTools } from "inngest/components/InngestStepTools";
    import type { inngest } from "./client";
    import type { Deps, Tools } from "./types";
    type Step = GetStepTools<typeof inngest, "a">;
    interface Extended extends Step { extra: string }
    class Flow { constructor(private readonly step: Step) {} go() { return this.step.run("class", f); } }
    async function a(step: Step) { await step.run("alias", f); }
    const b = async (deps: Deps) => deps.step.run("interface", f);
    const c = async ({ step }: { step: Pick<Step, "run"> }) => step.run("pick", f);
    function d(tools: Tools | undefined) { return tools?.sleep("union", 1); }
    function e(step: ReturnType<typeof createStepTools>) { return step.run("return type", f); }
    function g({ step }: GetFunctionInput<typeof inngest, "a">) { return step.run("input", f); }
    function h(step: Context.Any["step"]) { return step.run("indexed", f); }
    function i<T extends Step>(step: T) { return step.run("generic", f); }
    function j(step: Extended) { return step.run("extends", f); }
    const k = ({ step }: Parameters<Parameters<typeof inngest.createFunction>[2]>[0]) => step.run("parameters", f);
    function l(step: Step, s2 = step) { return s2.run("default", f); }
    //- /types.ts
    import type { GetStepTools } from "inngest";
    import type { inngest } from "./client";
    export interface Deps { readonly step: Tools; readonly db: unknown }
    export type Tools = GetStepTools<typeof inngest> & { extra?: string };
    ${CLIENT}`, ["class", "alias", "interface", "pick", "union", "return type", "input", "indexed", "generic", "extends", "parameters", "default"].map((id) => `${id === "union" ? "sleep" : "run"} ${id}`));
});

test("step imported from the SDK works anywhere, and helpers that use it count at their call", () => {
  checkFunctions(`
    //- /main.ts sdk:v4
    import { step } from "inngest";
    import { inngest } from "./client";
    import { charge } from "./charge";
    inngest.createFunction({ id: "1" }, async () => { await step.run("own", f); await charge(1); });
    //- /charge.ts
    import { step as s } from "inngest";
    export async function charge(amount: number) { await s.run("charge", f); }
    ${CLIENT}`, ["1 []: run own, run charge<"]);
});

test("helpers: options objects, rest, callbacks by name, recursion, closures only where they are called", () => {
  checkFunctions(`
    //- /main.ts sdk:v4
    import { inngest } from "./client";
    import { all, deep } from "./helpers";
    inngest.createFunction({ id: "1" }, async (ctx) => {
      const { step } = ctx;
      const local = async (id) => { await step.run("local", f); };
      const never = async () => { await step.run("never", f); };
      await deep({ deps: { tools: step } });
      await all(ctx);
      await Promise.all(ctx.event.data.list.map(local));
      await withRetry(() => step.run("retried", f));
      async function recurse(n) { await step.run("recursive", f); if (n) await recurse(n - 1); }
      await recurse(3);
    });
    //- /helpers.ts
    export async function deep({ deps: { tools } }) { await tools.sleep("deep", "1h"); }
    export async function all({ event, ...rest }) { await rest.step.run("rest", f); }
    ${CLIENT}`, ["1 []: sleep deep<, run rest<, run local, run retried, run recursive<"]);
});

test("decoys: other libraries, unresolved clients, lookalike types, shadowed names", () => {
  checkSteps(`
    //- /main.ts sdk:v4
    import { test, step as testStep } from "@playwright/test";
    import { inngest } from "@/lib/missing";
    import { createAgent, createTool } from "@inngest/agent-kit";
    import { Given, step as bdd } from "./bdd";
    import type { GetStepTools } from "./lookalike";
    import { Workflow } from "@upstash/workflow";
    test("x", async () => { await test.step("a", f); await testStep.run("a", f); });
    inngest.createFunction({ id: "x" }, async ({ step }) => { await step.run("a", f); });
    bdd.run("b", f);
    function lookalike(step: GetStepTools) { return step.run("c", f); }
    class Wizard { step = new Runner(); next() { return this.step.run("d", f); } }
    const step = { run: (id, fn) => fn(), sendEvent() {} };
    step.run("e", f); step.sendEvent({ name: "x" });
    function any(step: any, tools, ctx: unknown) { step.run("f", f); tools.run("g", f); }
    serve(async (context) => { await context.run("h", f); await context.sleep("i", 1); });
    pipeline.step.run("j"); this.step.run("k"); window.step?.run("l");
    const queue = new Queue(); queue.createFunction({ id: "q" }, async ({ step }) => step.run("m", f));
    fetch("https://example.com"); run("n"); sleep("o"); wrap("p"); child.invoke("q");
    //- /bdd.ts
    export const step = { run(id, fn) {} };
    //- /lookalike.ts
    export interface GetStepTools { run(id: string, fn: () => void): void }
  `, []);
});

test("settlements and branches are those of the text; the same call is the same object in both lists", () => {
  const model = analyzeFile("/main.ts", MemoryFiles.of(`
    //- /main.ts sdk:v4
    import { inngest } from "./client";
    inngest.createFunction({ id: "1" }, async ({ event, step }) => {
      if (event.data.x) step.run("a", f);
      await step.run("outer", async () => { await step.run("inner", f); });
    });
    ${CLIENT}`));
  assert.ok(model);
  assert.deepEqual(model.steps.map((call) => [call.settlement, call.insideStep?.span.start]), [["floating", undefined], ["used", undefined], ["used", model.steps[1]?.span.start]]);
  assert.deepEqual(model.functions[0]?.steps.map(({ call }) => call), model.steps);
  assert.ok(model.functions[0]?.steps.every(({ call }) => model.steps.includes(call)));
});
