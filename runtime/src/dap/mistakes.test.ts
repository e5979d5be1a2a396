import assert from "node:assert/strict";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { client, createProject, toFunction, type Sdk } from "./testing/project.ts";
import { isAlive, startTranscript } from "./testing/transcript.ts";

const two = `${client}export const a = ${toFunction("v4", 'id: "first"', "app/a", "async () => 1")}\nexport const b = ${toFunction("v4", 'id: "second"', "app/b", "async () => 1")}\n`;
const one = `${client}export const a = ${toFunction("v4", 'id: "only"', "app/a", "async () => 1")}\n`;
const conditional = `${client}export const a = inngest.createFunction({ id: "paid", triggers: [{ event: "app/a", if: "event.data.paid == true" }] }, async () => 1);\n`;

interface Mistake {
  readonly files: Readonly<Record<string, string>>;
  readonly sdk?: Sdk | "none";
  readonly launch?: object;
  readonly says: string;
}

const mistakes: Readonly<Record<string, Mistake>> = {
  "a program that is not there": {
    files: {}, launch: { program: "nowhere.ts" }, says: "`nowhere.ts` does not exist: set `program` to the file that holds the Inngest function",
  },
  "no SDK": {
    files: { "fn.ts": one }, sdk: "none", says: "`inngest` is not installed where <folder>/fn.ts can find it; run `npm install inngest` in <folder>",
  },
  "a file that does not compile": {
    files: { "fn.ts": "export const a = ;\n" }, says: '<folder>/fn.ts:1:18: Unexpected ";"',
  },
  "a file that throws while it loads": {
    files: { "fn.ts": `${client}throw new Error("no database");\n` }, says: "<folder>/fn.ts:3:7: throws while it loads: Error: no database",
  },
  "no function": {
    files: { "fn.ts": client }, says: "<folder>/fn.ts defines no Inngest function; create one with `inngest.createFunction(…)`, or set `program` to the file that does",
  },
  "several functions and none chosen": {
    files: { "fn.ts": two }, says: "<folder>/fn.ts has 2 functions; say which one to run with `function`: `first`, `second`",
  },
  "an unknown function": {
    files: { "fn.ts": two }, launch: { function: "third" }, says: "there is no function `third` in <folder>/fn.ts; it has `first`, `second`",
  },
  "an event that matches no trigger": {
    files: { "fn.ts": one }, launch: { event: { name: "app/b" } }, says: "the event `app/b` does not start `only`: its trigger is `app/a`",
  },
  "an event that the trigger's condition refuses": {
    files: { "fn.ts": conditional }, launch: { event: { data: { paid: false } } }, says: "the event `app/a` does not start `paid`: `event.data.paid == true` is false for it",
  },
  "an event that is none": {
    files: { "fn.ts": one }, launch: { event: { data: [1] } }, says: "`event` is not a valid event: event data must be an object, not an array",
  },
};

async function launchWrongly(t: TestContext, { files, launch = {}, sdk }: Mistake): Promise<string> {
  const folder = createProject(t, files, sdk);
  const transcript = await startTranscript(t, folder);
  const { client } = transcript;
  const events: string[] = [];
  for (const event of ["initialized", "stopped", "output", "terminated", "thread"]) client.on(event, () => { events.push(event); });
  await client.initializeRequest();
  const exited = transcript.exited();
  const error = await client.launchRequest({ program: path.join(folder, "fn.ts"), cwd: folder, ...launch } as never).then(() => undefined, (reason: unknown) => reason);
  assert.ok(error instanceof Error, "the launch is refused");
  assert.deepEqual(events, [], "nothing is told before the session is initialized");
  assert.deepEqual(await transcript.programs(), [], "nothing is left running");
  await client.disconnectRequest();
  await exited;
  assert.ok(!isAlive(transcript.pid));
  return error.message.replaceAll(folder, "<folder>");
}

for (const [name, mistake] of Object.entries(mistakes)) {
  test(`${name}: one sentence, nothing left running`, async (t) => {
    assert.equal(await launchWrongly(t, mistake), mistake.says);
  });
}
