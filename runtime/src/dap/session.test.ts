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
}
