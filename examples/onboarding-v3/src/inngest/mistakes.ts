/**
 * Five mistakes that compile. TypeScript has nothing to say about this file; what each mistake does when it runs stands
 * above it.
 */

// inngest-disable function-is-served -- these are to be read, not to be run
import { sendEmail } from "../services/email.ts";
import { inngest } from "./client.ts";

// Nothing is sent: the event stands where the step's id belongs, and `{ ids: [] }` comes back.
export const forgetsTheId = inngest.createFunction(
  { id: "forgets-the-id" },
  { event: "app/user.signup" },
  async ({ event, step }) => {
    const userId = event.data.email;
    // @ts-ignore copied from a page of the documentation
    await step.sendEvent({ name: "app/user.activated", data: { userId } });
  },
);

// Two steps, one id: what a step is remembered under now depends on the order in which the two are found.
export const repeatsAnId = inngest.createFunction(
  { id: "repeats-an-id" },
  { event: "app/user.signup" },
  async ({ event, step }) => {
    await step.run("send-email", () => sendEmail({ to: event.data.email, template: "welcome" }));
    await step.run("send-email", () => sendEmail({ to: event.data.email, template: "product-tour" }));
  },
);

// The last mail is never sent: the function has returned before the step is found.
export const forgetsToAwait = inngest.createFunction(
  { id: "forgets-to-await" },
  { event: "app/user.signup" },
  async ({ event, step }) => {
    await step.run("send-welcome-email", () => sendEmail({ to: event.data.email, template: "welcome" }));
    step.run("send-product-tour", () => sendEmail({ to: event.data.email, template: "product-tour" }));
  },
);

// Refused, five times over: `ts` counts milliseconds, and this many of them is a day in January 1970.
export const sendsSeconds = inngest.createFunction(
  { id: "sends-seconds" },
  { event: "app/user.signup" },
  async ({ event, step }) => {
    await step.sendEvent("send-activation-event", { name: "app/user.activated", data: { userId: event.data.email }, ts: 1795392000 });
  },
);

// Sent as it stands, since `as any` has silenced the compiler: the functions that listen find no `userId` in it.
export const misspellsAKey = inngest.createFunction(
  { id: "misspells-a-key" },
  { event: "app/user.signup" },
  async ({ event, step }) => {
    await step.sendEvent("send-activation-event", { name: "app/user.activated", data: { userID: event.data.email } as any });
  },
);
