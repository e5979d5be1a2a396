import { createAccount } from "../../services/accounts.ts";
import { sendEmail } from "../../services/email.ts";
import { inngest } from "../client.ts";
import { userSignup } from "../events.ts";

/** From the sign-up form to an account in use. Tells the rest of the app with `app/user.activated`. */
export const userOnboarding = inngest.createFunction(
  { id: "user-onboarding", triggers: { event: userSignup } },
  async ({ event, step }) => {
    const { userId } = await step.run("create-account", () => createAccount(event.data));

    await step.run("send-welcome-email", () => sendEmail({ to: event.data.email, template: "welcome" }));

    await step.sendEvent("send-activation-event", { name: "app/user.activated", data: { userId } });

    const tour = await step.run("schedule-product-tour", () => sendEmail({ to: event.data.email, template: "product-tour" }));

    return { userId, tour: tour.messageId };
  },
);
