/**
 * Each error of the event rules has a witness: the same line, run on the real SDKs, goes wrong the way its rule says.
 * Each warning has one too: the line works, and what is warned of can be seen.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunState } from "../runtime/src/executor/model.ts";
import { startSession } from "../runtime/src/session/start-session.ts";
import { createFunction, createProject, sdkVersions } from "../runtime/src/worker/testing/project.ts";
import type { SdkVersion } from "../runtime/src/worker/testing/project.ts";

interface Outcome {
  readonly sender: RunState;
  /** Runs that the sent events started. */
  readonly listeners: readonly RunState[];
}

interface Case {
  /** Body of the sending function; `ACTIVATED` is the declared event's name. */
  readonly code: string;
  readonly only?: SdkVersion;
  readonly goesWrong: (outcome: Outcome, sdk: SdkVersion) => void;
}

const refused = (message: RegExp) => ({ sender }: Outcome): void => {
  assert.equal(sender.status, "failed");
  assert.match(sender.error?.message ?? "", message);
  assert.deepEqual(sender.emitted, []);
};

const sendsNothing = ({ sender, listeners }: Outcome): void => {
  assert.equal(sender.status, "completed");
  assert.deepEqual(sender.output, { ids: [] });
  assert.deepEqual([sender.emitted, listeners], [[], []]);
};

const arrivesAs = (expected: object) => ({ sender, listeners }: Outcome): void => {
  assert.equal(sender.status, "completed", JSON.stringify(sender.error));
  const { name, data } = sender.emitted[0]?.event ?? {};
  assert.deepEqual({ name, data }, { name: "app/open", ...expected });
  assert.equal(listeners.length, 1);
};

/** v4 validates before the handler runs; on v3 the handler meets a value of another type than its own says. */
const listenerFails = (v4: RegExp, v3 = /toUpperCase/) => ({ sender, listeners }: Outcome, sdk: SdkVersion): void => {
  assert.equal(sender.status, "completed", JSON.stringify(sender.error));
  const [listener] = listeners;
  assert.equal(listener?.status, "failed");
  assert.match(listener?.error?.message ?? "", sdk === "v4" ? v4 : v3);
};

const listenerGets = (data: object) => ({ listeners }: Outcome): void => {
  const [listener] = listeners;
  assert.equal(listener?.status, "completed", JSON.stringify(listener?.error));
  assert.deepEqual(listener?.output, data);
};

const send = (payload: string): string => `return step.sendEvent("send", ${payload});`;

/** By rule and by what it reports. */
const cases: Readonly<Record<string, Case>> = {
  "valid-event-payload: a string is no event": { code: send('"app/open"'), goesWrong: refused(/name/) },
  "valid-event-payload: an array in an array is no event": { code: send('[[{ name: "app/open" }]]'), goesWrong: refused(/name/) },
  "valid-event-payload: no event": { code: 'return step.sendEvent("send");', goesWrong: sendsNothing },
  "valid-event-payload: null is no event": { code: send("null"), goesWrong: sendsNothing },
  "valid-event-payload: no name": { code: send('{ data: {} }'), goesWrong: refused(/event name is empty/) },
  "valid-event-payload: misspelt name": { code: send('{ nmae: "app/open" }'), goesWrong: refused(/event name is empty/) },
  "valid-event-payload: empty name": { code: send('{ name: "" }'), goesWrong: refused(/event name is empty/) },
  "valid-event-payload: a number as name": { code: send("{ name: 5 }"), goesWrong: refused(/name must be a string/) },
  "valid-event-payload: a string as data": { code: send('{ name: "app/open", data: "x" }'), goesWrong: refused(/data must be an object/) },
  "valid-event-payload: an array as data": { code: send('{ name: "app/open", data: [] }'), goesWrong: refused(/data must be an object/) },
  "valid-event-payload: a date as data": { code: send('{ name: "app/open", data: new Date() }'), goesWrong: refused(/data must be an object/) },
  "valid-event-payload: seconds as ts": { code: send('{ name: "app/open", ts: Math.floor(Date.now() / 1000) }'), goesWrong: refused(/before Jan 1, 1980/) },
  "valid-event-payload: microseconds as ts": { code: send('{ name: "app/open", ts: Date.now() * 1000 }'), goesWrong: refused(/after Jan 1, 2100/) },
  "valid-event-payload: a fraction as ts": { code: send('{ name: "app/open", ts: 1700000000000.5 }'), goesWrong: refused(/whole number/) },
  "valid-event-payload: a string as ts": { code: send('{ name: "app/open", ts: "2026-01-01" }'), goesWrong: refused(/ts must be/) },
  "valid-event-payload: a date as ts": { code: send('{ name: "app/open", ts: new Date() }'), goesWrong: refused(/ts must be/) },
  "valid-event-payload: a number as id": { code: send('{ name: "app/open", id: 5 }'), goesWrong: refused(/id must be a string/) },
  "valid-event-payload: a number as v": { code: send('{ name: "app/open", v: 1 }'), goesWrong: refused(/v must be a string/) },
  "valid-event-payload: too many events": { code: send(`Array.from({ length: 5001 }, () => ({ name: "app/open" }))`), goesWrong: refused(/more than 5000 events/) },
  "valid-event-payload: misspelt data is lost": { code: send('{ name: "app/open", dta: { userId: "u" } }'), goesWrong: arrivesAs({ data: {} }) },
  "valid-event-payload, warning: a key beside data is lost": { code: send('{ name: "app/open", userId: "u" }'), goesWrong: arrivesAs({ data: {} }) },
  "valid-event-payload, warning: false as data becomes an empty object": { code: send('{ name: "app/open", data: false }'), goesWrong: arrivesAs({ data: {} }) },
  "valid-event-payload: client.send refuses the same": { code: 'await inngest.send({ name: "app/open", ts: 1700000000 });', goesWrong: refused(/before Jan 1, 1980/) },

  "valid-event-name: a reserved name": { code: send('{ name: "inngest/function.failed" }'), goesWrong: refused(/reserved/) },
  "valid-event-name: a reserved name in other letters": { code: send('{ name: "Inngest/x" }'), goesWrong: refused(/reserved/) },
  "valid-event-name: a wildcard starts no listener": {
    code: send('{ name: "app/*" }'), goesWrong: ({ sender, listeners }) => { assert.deepEqual([sender.emitted.map(({ event }) => event.name), listeners], [["app/*"], []]); },
  },

  "event-payload-shape: a required key is missing": { code: send("{ name: ACTIVATED, data: { plan: \"pro\" } }"), goesWrong: listenerFails(/userId/) },
  "event-payload-shape: a required key is misspelt": { code: send("{ name: ACTIVATED, data: { userID: \"u\" } }"), goesWrong: listenerFails(/userId/) },
  "event-payload-shape: the data is missing": { code: send("{ name: ACTIVATED }"), goesWrong: listenerFails(/userId/) },
  "event-payload-shape: a value has another type": { code: send("{ name: ACTIVATED, data: { userId: 5 } }"), goesWrong: listenerFails(/userId/) },
  "event-payload-shape: a value is none of an enum": { code: send("{ name: ACTIVATED, data: { userId: \"u\", plan: \"prp\" } }"), goesWrong: listenerFails(/plan/, /no such plan/) },
  "event-payload-shape: a nested value has another type": { code: send("{ name: ACTIVATED, data: { userId: \"u\", address: { city: 1 } } }"), goesWrong: listenerFails(/address\.city/) },
  "event-payload-shape: an element has another type": { code: send("{ name: ACTIVATED, data: { userId: \"u\", tags: [\"a\", 1] } }"), goesWrong: listenerFails(/tags\.1/) },
  "event-payload-shape: create refuses data of another shape": { only: "v4", code: 'return step.sendEvent("send", activated.create({ userID: "u" }));', goesWrong: refused(/userId/) },
  "event-payload-shape: create refuses no data": { only: "v4", code: 'return step.sendEvent("send", activated.create());', goesWrong: refused(/data is required/) },
  "event-payload-shape: a strict object refuses other keys": { only: "v4", code: 'return step.sendEvent("send", { name: "app/strict", data: { userId: "u", extra: 1 } });', goesWrong: listenerFails(/extra/) },
  "event-payload-shape, warning: another key arrives, though no schema has it": {
    code: send("{ name: ACTIVATED, data: { userId: \"u\", extra: 1 } }"), goesWrong: listenerGets({ userId: "u", extra: 1 }),
  },
};

const LISTENER = `async ({ event }) => {
  const { userId, plan, address, tags } = event.data;
  userId.toUpperCase();
  if (plan !== undefined && plan !== "free" && plan !== "pro") throw new Error("no such plan");
  address?.city.toUpperCase();
  tags?.forEach((tag) => tag.toUpperCase());
  return event.data;
}`;

function program(sdk: SdkVersion, names: readonly string[]): string {
  const listen = (id: string, trigger: string, handler: string): string => `${createFunction(sdk, `id: "${id}", retries: 0`, handler, trigger)};`;
  return [
    `import { Inngest${sdk === "v4" ? ", eventType" : ""} } from "inngest";`,
    'import { z } from "zod";',
    'const inngest = new Inngest({ id: "app", isDev: true });',
    'const ACTIVATED = "app/user.activated";',
    ...(sdk === "v4" ? [
      'const shape = { userId: z.string(), plan: z.enum(["free", "pro"]).optional(), address: z.object({ city: z.string() }).optional(), tags: z.array(z.string()).optional() };',
      "const activated = eventType(ACTIVATED, { schema: z.object(shape) });",
      'const strict = eventType("app/strict", { schema: z.strictObject(shape) });',
      listen("on-strict", "strict", LISTENER),
    ] : []),
    listen("on-activated", sdk === "v4" ? "activated" : "{ event: ACTIVATED }", LISTENER),
    listen("on-open", '{ event: "app/open" }', "async ({ event }) => event"),
    ...names.map((name, index) => listen(`case-${String(index)}`, `{ event: "app/case.${String(index)}" }`, `async ({ step }) => { ${cases[name]?.code ?? ""} }`)),
  ].join("\n");
}

for (const sdk of sdkVersions) {
  describe(`event rules on the real SDK ${sdk}`, { concurrency: true }, async () => {
    const names = Object.keys(cases).filter((name) => (cases[name]?.only ?? sdk) === sdk);
    const project = await createProject({ sdk, files: { "functions.js": program(sdk, names) } });
    const session = await startSession({ worker: { program: project.path("functions.js"), cwd: project.folder, onProblem: () => undefined }, follow: "all", onEvent: () => undefined });
    const senders = names.map((_, index) => {
      const fn = session.worker.functions.find(({ localId }) => localId === `case-${String(index)}`);
      assert.ok(fn);
      return session.executor.start(fn.id, { name: `app/case.${String(index)}`, data: {} }).runId;
    });
    await session.executor.whenIdle();
    const runs = session.executor.runs();
    await session.dispose();
    await project.dispose();
    for (const [index, name] of names.entries()) {
      test(name, () => {
        const sender = runs.find((run) => run.runId === senders[index]);
        assert.ok(sender);
        const started = new Set(sender.emitted.flatMap(({ runs: started }) => started));
        cases[name]?.goesWrong({ sender, listeners: runs.filter((run) => started.has(run.runId)) }, sdk);
      });
    }
  });
}
