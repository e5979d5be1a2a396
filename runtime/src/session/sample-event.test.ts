import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { FunctionConfig } from "../executor/ports.ts";
import { readSampleData, readSampleEvents } from "./sample-event.ts";

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

test("an event that nothing declares has the data that its listeners read and its senders give", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-sample-"));
  try {
    symlinkSync(path.join(examples, "onboarding/node_modules"), path.join(folder, "node_modules"), "junction");
    const program = path.join(folder, "ship.ts");
    writeFileSync(path.join(folder, "client.ts"), 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "shop" });\n');
    writeFileSync(program, `import { inngest } from "./client.ts";
export const ship = inngest.createFunction({ id: "ship", triggers: { event: "shop/order.paid" } }, async ({ event, step }) => {
  const { orderId } = event.data;
  await step.run("ship", () => orderId.trim());
});
export const pay = () => inngest.send({ name: "shop/order.paid", data: { orderId: "o_1", total: 5 } });
`);
    const fn: FunctionConfig = { ...signup, id: "shop-ship", localId: "ship", triggers: [{ kind: "event", event: "shop/order.paid", expression: undefined }] };
    assert.deepEqual(readSampleEvents(program)(fn), { name: "shop/order.paid", data: { orderId: "order-1", total: 1 } });
    assert.deepEqual(readSampleData(program, "shop/order.paid"), { orderId: "order-1", total: 1 });
    assert.equal(readSampleData(program, "shop/order.lost"), undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
