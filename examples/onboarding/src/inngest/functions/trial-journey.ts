import { invoke } from "inngest";
import { z } from "zod";
import { findAccount, provisionWorkspace, readUsage } from "../../services/accounts.ts";
import { charge } from "../../services/billing.ts";
import { sendEmail } from "../../services/email.ts";
import { inngest } from "../client.ts";
import { trialStarted, trialUpgraded } from "../events.ts";

/** Charges a card once; other functions invoke it. */
export const chargePlan = inngest.createFunction(
  { id: "charge-plan", triggers: [invoke(z.object({ userId: z.string(), plan: z.enum(["starter", "team"]) }))] },
  async ({ event, step }) => step.run("charge-card", () => charge(event.data.userId, event.data.plan)),
);

/** Two weeks of trial: set up, wait, and either charge or say goodbye. */
export const trialJourney = inngest.createFunction(
  {
    id: "trial-journey",
    retries: 3,
    triggers: { event: trialStarted },
    onFailure: async ({ event, error, step }) => {
      await step.run("tell-support", () =>
        sendEmail({ to: "support@example.com", template: "trial-failed", reference: `${event.data.run_id}: ${error.message}` }),
      );
    },
  },
  async ({ event, step, attempt }) => {
    const { userId } = event.data;

    const [account, usage] = await Promise.all([
      step.run("load-account", () => findAccount(userId)),
      step.run("read-usage", () => readUsage(userId)),
    ]);

    // The provisioning service is asleep at first: its first answer is an error, and Inngest tries again.
    const workspace = await step.run("provision-workspace", () => provisionWorkspace(userId, { attempt }));

    await step.sleep("let-them-explore", "3d");

    const upgrade = await step.waitForEvent("wait-for-upgrade", {
      event: trialUpgraded,
      timeout: "11d",
      if: "event.data.userId == async.data.userId",
    });

    if (upgrade === null) {
      await step.run("send-goodbye", () => sendEmail({ to: account.email, template: "trial-ended" }));
      return { workspace: workspace.id, upgraded: false, projects: usage.projects };
    }

    const receipt = await step.invoke("charge-first-month", { function: chargePlan, data: { userId, plan: upgrade.data.plan } });
    return { workspace: workspace.id, upgraded: true, receipt: receipt.receiptId };
  },
);
