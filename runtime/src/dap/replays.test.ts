/** Replays that go another way than what is memoized, on the real SDKs. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { client, createProject, sdks, toFunction } from "./testing/project.ts";
import { startTranscript } from "./testing/transcript.ts";

for (const sdk of sdks) {
  test(`${sdk}: a step that is not come to again, and one that is of another kind now, another order, a step more and a step less stop once and are told`, { timeout: 600_000 }, async (t) => {
    const program = `${client}
let seen = 0;
export const missed = ${toFunction(sdk, 'id: "missed"', "app/missed", `async ({ step }) => {
  await step.run("first", () => 1);
  if (seen++ < 2) await step.run("once", () => 2);
  else await step.run("instead", () => 3);
  return "done";
}`)}
export const other = ${toFunction(sdk, 'id: "other"', "app/other", `async ({ step }) => {
  await step.run("first", () => 1);
  if (seen++ < 2) await step.run("same", () => 2);
  else await step.sleep("same", "1s");
  await step.run("last", () => 3);
}`)}
export const order = ${toFunction(sdk, 'id: "order"', "app/order", `async ({ step }) => {
  await step.run("first", () => 1);
  for (const id of seen++ < 2 ? ["once", "last"] : ["last", "once"]) await step.run(id, () => 2);
}`)}
export const more = ${toFunction(sdk, 'id: "more"', "app/more", `async ({ step }) => {
  await step.run("first", () => 1);
  if (seen++ >= 2) await step.sleep("extra", "1s");
  await step.run("once", () => 2);
  await step.run("last", () => 3);
}`)}
export const gone = ${toFunction(sdk, 'id: "gone"', "app/gone", `async ({ step }) => {
  await step.run("first", () => 1);
  if (seen++ >= 2) return "early";
  await step.run("once", () => 2);
  await step.run("last", () => 3);
}`)}
export const waits = ${toFunction(sdk, 'id: "waits"', "app/waits", `async ({ step }) => {
  await step.run("first", () => 1);
  await step.waitForEvent("answer", { event: seen++ < 2 ? "app/yes" : "app/no", timeout: "1h" });
  await step.run("last", () => 3);
}`)}
export const steady = ${toFunction(sdk, 'id: "steady"', "app/steady", `async ({ step }) => {
  await step.run("first", () => 1);
  for (const n of [1, 2]) await step.run("loop", () => n);
  await step.sleep("nap", "1d");
  await step.waitForEvent("never", { event: "app/never", timeout: "1h" });
  const [chain] = await Promise.all([step.run("left", () => 1).then(() => step.run("left-2", () => 2)), step.run("right", () => { if (seen++ === 0) throw new Error("again"); return 3; })]);
  await step.sendEvent("tell", { name: "app/told" });
  return chain;
}`)}
`;
    const folder = createProject(t, { "fn.ts": program }, sdk);
    const debug = async (name: string, stops: number): Promise<string> => {
      const transcript = await startTranscript(t, folder);
      await transcript.client.initializeRequest({ adapterID: "inngest" });
      await Promise.all([transcript.request("launch", { program: path.join(folder, "fn.ts"), function: name, stopOnEntry: false }), transcript.until("initialized")]);
      await transcript.request("setExceptionBreakpoints", { filters: ["non-determinism"] });
      await transcript.request("configurationDone");
      for (let stop = 0; stop < stops; stop++) {
        await transcript.until("stopped 1");
        await transcript.request("continue", { threadId: 1 });
      }
      await transcript.until("terminated");
      return transcript.close();
    };
    assert.match(await debug("missed", 1), /stopped 1 \(exception\): The replay went another way: NonDeterminismError: this replay did not come to step `once`, whose result is memoized, and came to `instead` instead/);
    assert.match(await debug("other", 1), /NonDeterminismError: `same` is `step\.sleep` in this replay, but what is memoized under this id is of `step\.run`: give the step an id of its own/);
    assert.match(await debug("waits", 1), /NonDeterminismError: `answer` waits for `app\/no` in this replay, but what is memoized under this id is what came of the wait for `app\/yes`: give the step an id of its own/);
    for (const [name, instead] of [["order", "came to `last` instead"], ["more", "came to `extra` instead"], ["gone", "ended without it"]] as const) {
      const said = await debug(name, 1);
      assert.ok(said.includes(`NonDeterminismError: this replay did not come to step \`once\`, whose result is memoized, and ${instead}: its id, or the way to it, changes from replay to replay or was changed in the code`), said);
    }
    assert.doesNotMatch(await debug("steady", 0), /NonDeterminismError/);
  });
}
