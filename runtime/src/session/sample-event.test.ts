import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import type { FunctionConfig } from "../executor/ports.ts";
import { readSampleEvents } from "./sample-event.ts";

const examples = path.resolve(import.meta.dirname, "../../../examples");
const signup: FunctionConfig = { id: "onboarding-user-onboarding", localId: "user-onboarding", name: "user-onboarding", retries: 4, raw: null, triggers: [{ kind: "event", event: "app/user.signup", expression: undefined }] };

for (const folder of ["onboarding", "onboarding-v3"]) {
  test(`makes data of the declared schema, across files: ${folder}`, () => {
    const event = readSampleEvents(path.join(examples, folder, "src/inngest/functions/user-onboarding.ts"))(signup);
    assert.deepEqual(event, { name: "app/user.signup", data: { email: "user@example.com", name: "name" } });
  });
}

test("an event without a declaration has no data; a wildcard, a cron and an invoked function have a name", () => {
  const createSampleEvent = readSampleEvents(path.join(examples, "onboarding/src/inngest/index.ts"));
  const sample = (triggers: FunctionConfig["triggers"]) => createSampleEvent({ ...signup, triggers });
  assert.deepEqual(sample([{ kind: "event", event: "app/unknown", expression: undefined }]), { name: "app/unknown", data: {} });
  assert.deepEqual(sample([{ kind: "event", event: "app/*", expression: undefined }]), { name: "app/example", data: {} });
  assert.deepEqual(sample([{ kind: "cron", cron: "0 * * * *" }]), { name: "inngest/scheduled.timer", data: { cron: "0 * * * *" } });
  assert.deepEqual(sample([]), { name: "inngest/function.invoked", data: {} });
});
