import { findAccount } from "../../services/accounts.ts";
import { addContact } from "../../services/crm.ts";
import { sendEmail } from "../../services/email.ts";
import { inngest } from "../client.ts";
import { userActivated } from "../events.ts";

/** Sales sees every activated user. */
export const syncCrmContact = inngest.createFunction(
  { id: "sync-crm-contact", triggers: { event: userActivated } },
  async ({ event, step }) => {
    const account = await step.run("load-account", () => findAccount(event.data.userId));
    return step.run("add-contact", () => addContact(account));
  },
);

/** A week after activation, somebody asks how it goes. */
export const scheduleCheckIn = inngest.createFunction(
  { id: "schedule-check-in", triggers: { event: userActivated } },
  async ({ event, step }) => {
    await step.sleep("wait-a-week", "7d");
    return step.run("send-check-in-email", () => sendEmail({ to: event.data.userId, template: "check-in" }));
  },
);
