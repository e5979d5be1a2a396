import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { findFreePort } from "../../../test/ports.ts";
import { startHttpApp, type HttpApp } from "../testing/http-app.ts";
import { sdks, toFunction, type Sdk } from "./testing/project.ts";
import { checkTranscript, startTranscript, type Transcript } from "./testing/transcript.ts";

const program = (sdk: Sdk): string => `import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "app", logger: { info() {}, warn() {}, error() {}, debug() {} } });
export const signup = ${toFunction(sdk, 'id: "signup"', "app/signup", `async ({ event, step }) => {
  const user = await step.run("create", () => { console.log("create runs"); return { id: event.data.n }; });
  await step.sendEvent("tell", { name: "app/told", data: { user: user.id } });
  await step.sleep("rest", "2h");
  return await step.run("greet", () => "hello " + user.id);
}`)}
export const listener = ${toFunction(sdk, 'id: "listener"', "app/told", `async ({ event, step }) => {
  return await step.run("note", () => event.data.user);
}`)}
export const functions = [signup, listener];
`;

const inputs = (sdk: Sdk): string => `import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "app", logger: { info() {}, warn() {}, error() {}, debug() {} } });
export const adds = ${toFunction(sdk, 'id: "adds"', "app/adds", `async ({ step }) => {
  const sum = await step.run("add", (a: number, b: number) => a + b, 1, 2);
  await step.sendEvent("tell", { name: "app/added", data: { sum } });
  await step.run("plain", async () => { await inngest.send({ name: "app/plain" }); });
  return "sum " + sum;
}`)}
export const functions = [adds];
`;

async function startApp(test: TestContext, sdk: Sdk, env: Readonly<Record<string, string>>, source = program(sdk)): Promise<HttpApp> {
  const app = await startHttpApp({ sdk, source, isBegun: false, env });
  test.after(() => app.stop());
  return app;
}

async function attach(t: Transcript, args: object, lines: readonly number[] = []): Promise<void> {
  await t.client.initializeRequest({ adapterID: "inngest", pathFormat: "path", linesStartAt1: true, columnsStartAt1: true });
  await Promise.all([t.client.attachRequest({ request: "attach", ...args } as never), t.until("initialized")]);
  await t.client.setBreakpointsRequest({ source: { path: path.join((args as { readonly cwd: string }).cwd, "functions.ts") }, breakpoints: lines.map((line) => ({ line })) });
  await t.request("configurationDone");
}

for (const sdk of sdks) {
  test(`stops before each step of a running app, and steps over and back (${sdk})`, { timeout: 240_000 }, async (test) => {
    const devServer = `http://127.0.0.1:${await findFreePort()}`;
    const app = await startApp(test, sdk, { INNGEST_DEV: devServer });
    const t = await startTranscript(test, app.folder);
    await attach(t, { url: app.url, devServer, cwd: app.folder, function: "signup", event: { data: { n: 7 } }, follow: "none" });
    await t.until("stopped 1");
    await t.state(1, "Step", "Event");
    assert.doesNotMatch(app.output(), /create runs/);
    await t.request("next", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Memoized steps");
    assert.match(app.output(), /create runs/);
    await t.request("next", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Emitted events");
    await t.request("stepBack", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Emitted events");
    await t.request("continue", { threadId: 1 });
    await t.until("terminated");
    checkTranscript(`attach-${sdk}`, await t.close());
    // The app is left as it was; of the debugger nothing is.
    assert.equal((await fetch(app.url)).status, 200);
    await t.exited();
  });

  test(`follows an event into the run that it starts, to a breakpoint there (${sdk})`, { timeout: 240_000 }, async (test) => {
    const devServer = `http://127.0.0.1:${await findFreePort()}`;
    const app = await startApp(test, sdk, { INNGEST_DEV: devServer });
    const t = await startTranscript(test, app.folder);
    await attach(t, { url: app.url, devServer, cwd: app.folder, function: "signup", event: { data: { n: 7 } }, stopOnEntry: false }, [10]);
    await t.until("stopped 2", "exited 1");
    const { body: { stackFrames } } = await t.client.stackTraceRequest({ threadId: 2 });
    assert.deepEqual(stackFrames.map(({ name, source, line }) => `${name} ${source?.name ?? ""}:${line}`), [
      'step.run "note" functions.ts:10', "listener functions.ts:9", "event app/told functions.ts:5", 'step.sendEvent "tell" functions.ts:5', "signup functions.ts:3", "event app/signup functions.ts:3",
    ]);
    await t.request("continue", { threadId: 2 });
    await t.until("terminated");
    await t.close();
  });

  test(`what can be changed is changed in the app, and nobody else has a say (${sdk})`, { timeout: 240_000 }, async (test) => {
    const devServer = `http://127.0.0.1:${await findFreePort()}`;
    const app = await startApp(test, sdk, { INNGEST_DEV: devServer }, inputs(sdk));
    const t = await startTranscript(test, app.folder);
    await attach(t, { url: app.url, devServer, cwd: app.folder, function: "adds", event: { data: { n: 7 } } });
    await t.until("stopped 1");
    await t.setExpression(1, "step.input", "[40, 2]");
    await t.request("next", { threadId: 1 });
    await t.until("stopped 1");
    await t.setExpression(1, "step.input", '{ "name": "app/other" }');
    const post = async (path: string, body: unknown, headers = {}): Promise<unknown> => (await (await fetch(devServer + path, { method: "POST", headers, body: JSON.stringify(body) })).json() as { readonly error: unknown }).error;
    assert.match(String(await post("/e/key", [{ name: "app/adds" }])), /^this debugger takes only events that the functions send which it calls; /);
    assert.match(String(await post("/v1/signals", { signal: "x" })), /^this debugger takes only events/);
    assert.match(String(await post("/invoke/app-adds", {})), /answers only what the SDK of its app asks for/);
    assert.match(String(await post("/e/key", [{ name: "app/adds" }], { traceparent: `00-${"1".repeat(32)}-${"1".repeat(16)}-01` })), /^this debugger takes only events/);
    await t.request("continue", { threadId: 1 });
    await t.until("terminated");
    const text = await t.close();
    assert.match(text, /refused: an app that runs by itself passes its own input to `step\.sendEvent`, which cannot be changed from here: launch the function instead of attaching/);
    assert.match(text, /sum 42/, "the step ran with the edited arguments");
    assert.match(text, /→ app\/added .* \(0 runs\)/, "what the function itself sends is taken, with a step and without");
    assert.match(text, /→ app\/plain /);
    await t.exited();
    await assert.rejects(fetch(devServer), "nothing listens any more");
  });

  test(`refuses, in one sentence, an app whose requests go elsewhere (${sdk})`, { timeout: 240_000 }, async (test) => {
    const devServer = `http://127.0.0.1:${await findFreePort()}`;
    const refusal = async (env: Readonly<Record<string, string>>): Promise<string> => {
      const app = await startApp(test, sdk, env);
      const t = await startTranscript(test, app.folder);
      await t.client.initializeRequest({ adapterID: "inngest" });
      await t.request("attach", { url: app.url, devServer, cwd: app.folder, function: "signup", event: { data: { n: 7 } } });
      const text = await t.close();
      assert.doesNotMatch(app.output(), /create runs/);
      await t.exited();
      return text.split("refused: ")[1]?.trim().replaceAll(app.url, "<app>").replaceAll(devServer, "<dev server>") ?? "";
    };
    assert.equal(await refusal({ INNGEST_DEV: "http://127.0.0.1:9" }), "the app at <app> registers elsewhere, not with this server: start it with INNGEST_DEV=<dev server>");
    assert.equal(await refusal({ NODE_ENV: "production" }), "the app at <app> is in cloud mode and refuses local calls: start it with INNGEST_DEV=<dev server>");
  });
}

test("refuses, in one sentence, an address that is taken, an app that is not there and a function that it does not have", { timeout: 240_000 }, async (test) => {
  const taken = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => { taken.once("listening", resolve); });
  test.after(() => taken.close());
  const { port } = taken.address() as net.AddressInfo;
  const free = await findFreePort();
  const devServer = `http://127.0.0.1:${free}`;
  const app = await startApp(test, "v4", { INNGEST_DEV: devServer });
  const other = await mkdtemp(path.join(os.tmpdir(), "stepwise-other-"));
  test.after(() => rm(other, { recursive: true }));
  await writeFile(path.join(other, "package.json"), "{}");
  const t = await startTranscript(test, app.folder);
  await t.client.initializeRequest({ adapterID: "inngest" });
  await t.request("attach", { url: app.url, devServer: `http://127.0.0.1:${port}`, function: "signup" });
  await t.request("attach", { url: `http://127.0.0.1:${port === 9 ? 10 : 9}/api/inngest`, devServer });
  await t.request("attach", { url: app.url, devServer, cwd: app.folder, function: "nope" });
  await t.request("attach", { url: app.url, devServer, cwd: app.folder });
  await t.request("attach", { url: app.url, devServer, cwd: other });
  await t.request("attach", {});
  assert.deepEqual((await t.close()).replaceAll(app.url, "<app>").split("\n").filter((line) => line.startsWith("  refused: ")).map((line) => line.slice(11).replaceAll(String(port), "<port>")), [
    "the debugger must stand where the app looks for its dev server, but port <port> is in use; stop what listens there, or choose another port; or start the app with another address in INNGEST_DEV and set `devServer` to the same",
    "the app at http://127.0.0.1:9/api/inngest does not answer (ECONNREFUSED)",
    "there is no function `nope` in the app at <app>; it has `signup`, `listener`",
    "the app at <app> has 2 functions; say which one to run with `function`: `signup`, `listener`",
    `no client of Inngest is in the sources around \`${other}\`, so where the app sends its events cannot be read: set \`cwd\` to the folder of the app's package, or launch the function instead of attaching: then no event leaves`,
    'no app to attach to: set `url` to the address of its `serve()`, such as "http://localhost:3000/api/inngest"',
  ]);
});
