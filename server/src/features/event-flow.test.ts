import assert from "node:assert/strict";
import { test } from "node:test";
import type { Snapshot } from "../../../shared/analysis/model.ts";
import { incomingFlow, outgoingFlow, prepareFlow } from "./call-hierarchy.ts";
import type { FlowKey } from "./call-hierarchy.ts";
import { findInlayHints } from "./inlay-hints.ts";
import { findCounts } from "./lens.ts";
import { outline, searchSymbols } from "./symbols.ts";
import type { OutlineSymbol } from "./symbols.ts";
import { atCursor } from "./testing.ts";

const APP = `
//- /app.ts sdk:v4
import { Inngest, eventType } from "inngest";
export const inngest = new Inngest({ id: "app" });
export const signup = eventType("app/signup");
//- /helper.ts
import type { GetStepTools } from "inngest";
import type { inngest } from "./app";
export async function tell(step: GetStepTools<typeof inngest>) { await step.sendEvent("tell", { name: "app/told", data: {} }); }
//- /route.ts
import { inngest } from "./app";
export const POST = () => inngest.send({ name: "app/signup", data: {} });
//- /main.ts
import { inngest, signup } from "./app";
import { tell } from "./helper";
export const onboard = inngest.createFunction({ id: "onboard", triggers: { event: signup } }, async ({ step }) => {
  await step.run("create$0", async () => {
    await inngest.send({ name: "app/created", data: {} });
  });
  await tell(step);
});
export const listen = inngest.createFunction({ id: "listen", triggers: { event: "app/*" }, cancelOn: [{ event: "app/told" }] }, async ({ step }) => {
  await step.waitForEvent("wait", { event: "app/created", timeout: "1d" });
});
export const nightly = inngest.createFunction({ id: "nightly", triggers: { cron: "0 3 * * *" } }, async () => {});
`;

/** The tree below an item, two levels deep, each call with the text at which it is made. */
function toTree(snapshot: Snapshot, key: FlowKey, ask: typeof incomingFlow, depth = 2): string[] {
  return ask(snapshot, key).flatMap(({ item, path, spans }) => {
    const texts = spans.map(({ start, end }) => snapshot.file(path)?.text.slice(start, end) ?? "nowhere");
    return [`${item.name} at ${texts.join(", ")}`, ...depth === 1 ? [] : toTree(snapshot, item.key, ask, depth - 1).map((line) => `  ${line}`)];
  });
}

test("a function sends events, by step, by client and by helper, and they start functions", () => {
  const { snapshot, path, offset } = atCursor(APP);
  const item = prepareFlow(snapshot, path, offset);
  assert.equal(item?.name, "onboard");
  assert.deepEqual(toTree(snapshot, item.key, outgoingFlow), [
    'app/created at "app/created"', '  listen at "app/created"', 'app/told at "onboard"', '  listen at "app/told"',
  ]);
});

test("backwards: what starts a function, and who sends that, code outside of functions included", () => {
  const { snapshot, path, offset } = atCursor(APP);
  const item = prepareFlow(snapshot, path, offset);
  assert.deepEqual(item && toTree(snapshot, item.key, incomingFlow), ['app/signup at "app/signup"', '  route.ts at "app/signup"']);
  const listen = prepareFlow(snapshot, path, snapshot.file(path)?.text.indexOf('id: "listen"') ?? 0);
  assert.deepEqual(listen && toTree(snapshot, listen.key, incomingFlow), [
    'app/* at "app/*"', '  onboard at "app/created"', "  route.ts at \"app/signup\"",
    'app/told at "app/told"', '  onboard at "onboard"', 'app/created at "app/created"', '  onboard at "app/created"',
  ]);
});

test("a lens counts who starts a function and who hears it, and the same for a declared event", () => {
  const { snapshot } = atCursor(APP);
  const show = (path: string): string[] => findCounts(snapshot, path).map(({ span, title }) => `${snapshot.file(path)?.text.slice(span.start, span.end) ?? ""} ${title}`);
  assert.deepEqual(show("/app.ts"), ['"app/signup" 1 sender', '"app/signup" 2 listeners']);
  assert.deepEqual(show("/main.ts"), ["inngest.createFunction 1 sender", "inngest.createFunction 4 listeners", "inngest.createFunction 3 senders"]);
});

test("a hint behind a sent event names its listeners", () => {
  const { snapshot } = atCursor(APP);
  assert.deepEqual(findInlayHints(snapshot, "/route.ts", { start: 0, end: 999 }).map(({ label }) => label), ["→ onboard, listen"]);
  assert.deepEqual(findInlayHints(snapshot, "/route.ts", { start: 0, end: 10 }), []);
  const longIds = ["sync-crm-contact", "send-mail", "ask-how-it-goes"].map((id) => `inngest.createFunction({ id: "${id}", triggers: { event: "app/signup" } }, async () => {});`);
  const many = atCursor(APP.replace("export const POST", `${longIds.join("\n")}\nexport const POST`));
  assert.deepEqual(findInlayHints(many.snapshot, "/route.ts", { start: 0, end: 9999 }).map(({ label }) => label), ["→ onboard, sync-crm-contact +3"]);
});

test("the outline of a file: functions with their steps, one inside the other, and events", () => {
  const { snapshot } = atCursor(APP);
  const show = ({ name, kind, detail, children }: OutlineSymbol): string[] => [`${kind} ${name} (${detail})`, ...children.flatMap(show).map((line) => `  ${line}`)];
  assert.deepEqual(outline(snapshot, "/main.ts").flatMap(show), [
    "function onboard (app/signup)", "  step create (step.run)", "function listen (app/*)", "  step wait (step.waitForEvent)", "function nightly (0 3 * * *)",
  ]);
  assert.deepEqual(outline(snapshot, "/app.ts").flatMap(show), ["event app/signup (eventType)"]);
  assert.deepEqual(outline(snapshot, "/helper.ts").flatMap(show), ["step tell (step.sendEvent)"]);
});

test("symbols of the workspace are found by letters in order", () => {
  const { snapshot } = atCursor(APP);
  const find = (query: string): string[] => searchSymbols(snapshot, query).map(({ name, kind, container }) => `${kind} ${name} in ${container}`);
  assert.deepEqual(find("onb"), ["function onboard in Inngest function"]);
  assert.deepEqual(find("apsign"), ["event app/signup in Inngest event"]);
  assert.deepEqual(find("tel"), ["step tell in onboard"]);
  assert.equal(find("").length, 9);
  assert.deepEqual(find("zzz"), []);
});
