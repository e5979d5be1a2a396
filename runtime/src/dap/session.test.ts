import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

const examples = path.join(import.meta.dirname, "..", "..", "..", "examples");

for (const sdk of ["onboarding", "onboarding-v3"]) {
  test(`${sdk}: stepping through, back and to the end`, async (test) => {
    const folder = path.join(examples, sdk);
    const t = await startTranscript(test, folder);
    await t.launch({
      program: path.join(folder, "src/inngest/functions/user-onboarding.ts"),
      // The runs that its event starts go on beside it, in an order that chance decides: see the fan-out below.
      follow: "none",
      event: { name: "app/user.signup", data: { email: "ada@example.com", name: "Ada" } },
    });
    await t.until("stopped 1");
    await t.state(1, "Step", "Event", "Memoized steps", "Emitted events");
    await t.request("next", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Memoized steps");
    await t.request("next", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Step");
    await t.request("next", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Emitted events");
    await t.request("stepBack", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Emitted events");
    await t.request("next", { threadId: 1 });
    await t.until("stopped 1");
    await t.state(1, "Emitted events");
    await t.request("continue", { threadId: 1 });
    await t.until("terminated");
    const text = await t.close();
    assert.ok(text.length > 0);
    checkTranscript(`step-${sdk}`, text);
  });

  test(`${sdk}: an emitted event starts runs in other files, each a thread`, async (test) => {
    const folder = path.join(examples, sdk);
    const t = await startTranscript(test, folder);
    await t.launch({
      program: path.join(folder, "src/inngest/functions/user-onboarding.ts"), stopOnEntry: false,
      event: { data: { email: "ada@example.com", name: "Ada" } },
    }, { "src/inngest/functions/user-activated.ts": [{ line: 12 }] });
    await t.until("stopped 2", "exited 1");
    const { body: { threads } } = await t.client.threadsRequest();
    assert.match(threads.find(({ id }) => id === 2)?.name ?? "", /^sync-crm-contact [0-9a-z]{4}$/);
    const { body: { stackFrames } } = await t.client.stackTraceRequest({ threadId: 2 });
    assert.deepEqual(stackFrames.map(({ name, source, line }) => `${name} ${source?.name ?? ""}:${line}`), [
      'step.run "add-contact" user-activated.ts:12', "sync-crm-contact user-activated.ts:10",
      "event app/user.activated user-onboarding.ts:14", 'step.sendEvent "send-activation-event" user-onboarding.ts:14',
      "user-onboarding user-onboarding.ts:9", "event app/user.signup user-onboarding.ts:8",
    ]);
    await t.request("continue", { threadId: 2 });
    await t.until("terminated");
    await t.close();
  });
}
