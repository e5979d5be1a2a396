import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { stepsChangedEvent, stepsRequest, type StepsAnswer } from "../../../shared/protocol/steps.ts";
import { client, createProject, toFunction } from "./testing/project.ts";
import { startTranscript, type Transcript } from "./testing/transcript.ts";

/** Each row as `line id: state value`. */
async function readSteps(transcript: Transcript, threadId?: number): Promise<readonly string[]> {
  const { body } = await transcript.client.send(stepsRequest, threadId === undefined ? {} : { threadId }) as { readonly body: StepsAnswer };
  assert.ok(body.run !== undefined);
  const ids = body.run.emitted.map(({ id }) => id);
  return [
    ...body.run.steps.map(({ id, state, value, attempt, place }) => [`${place?.line ?? "-"} ${id}: ${state}`, value?.replaceAll(ids[0] ?? "-", "<id>"), attempt].filter((part) => part !== undefined).join(" ")),
    ...body.run.emitted.map(({ name, step, runs, place }) => `${place?.line ?? "-"} → ${name} by ${step} (${runs})`),
  ];
}

test("the steps of a run: those behind it, the next one, and those that are only written", async (t) => {
  const folder = createProject(t, {
    "fn.ts": `${client}
export const fn = ${toFunction("v4", 'id: "fn", retries: 1', "app/start", `async ({ event, step }) => {
  for (let index = 0; index < 2; index++) {
    await step.run("loop", () => index);
  }
  await step.sendEvent("tell", { name: "app/told", data: {} });
  if (event.data.detour) await step.run("detour", () => 1);
  try {
    await step.run("broken", () => { throw new TypeError("no luck"); });
  } catch {}
  for (const name of ["a"]) await step.sleep(\`wait-\${name}\`, "1h");
  return await step.run("last", () => ({ ok: true }));
}`)}
` });
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: path.join(folder, "fn.ts"), event: { data: {} } });
  await transcript.until("stopped 1");
  assert.deepEqual(await readSteps(transcript), [
    "6 loop: next", "8 tell: notReached", "9 detour: notReached", "11 broken: notReached", "13 wait-…: notReached", "14 last: notReached",
  ]);
  // One event for the answer, however much has changed since.
  for (let step = 0; step < 3; step++) {
    await transcript.client.send("next", { threadId: 1 });
    await transcript.until(...step === 0 ? ["stopped 1", stepsChangedEvent] : ["stopped 1"]);
  }
  assert.deepEqual(await readSteps(transcript, 1), [
    "6 loop: memoized 0", "6 loop:1: memoized 1", "8 tell: memoized ids: [<id>]", "9 detour: notReached", "11 broken: next", "13 wait-…: notReached", "14 last: notReached",
    "8 → app/told by tell (0)",
  ]);
  await transcript.client.setFunctionBreakpointsRequest({ breakpoints: [{ name: "last" }] });
  await transcript.client.send("continue", { threadId: 1 });
  await transcript.until("stopped 1", stepsChangedEvent);
  assert.deepEqual((await readSteps(transcript)).slice(3), [
    "9 detour: notReached", "11 broken: failed TypeError: no luck", "13 wait-a: memoized null", "14 last: next", "8 → app/told by tell (0)",
  ]);
  await transcript.client.send("continue", { threadId: 1 });
  await transcript.until("terminated");
  const { body } = await transcript.client.send(stepsRequest, {}) as { readonly body: StepsAnswer };
  assert.deepEqual(body, {});
  await transcript.close();
});
