import { eventType } from "inngest";
import { z } from "zod";

const plan = z.enum(["starter", "team"]);

/** Someone filled in the sign-up form. */
export const userSignup = eventType("app/user.signup", {
  schema: z.object({ email: z.string(), name: z.string(), plan: plan.optional() }),
});

/** The account exists and can be used. */
export const userActivated = eventType("app/user.activated", {
  schema: z.object({ userId: z.string() }),
});

/** A user tries a paid plan. */
export const trialStarted = eventType("app/trial.started", {
  schema: z.object({ userId: z.string(), plan }),
});

/** A user on trial decided to pay. */
export const trialUpgraded = eventType("app/trial.upgraded", {
  schema: z.object({ userId: z.string(), plan }),
});

/** A month's usage is complete: `month` reads `2026-11`. */
export const billingMonthClosed = eventType("app/billing.month-closed", {
  schema: z.object({ month: z.string() }),
});

/** One customer owes one amount, in cents. */
export const invoiceCreated = eventType("app/invoice.created", {
  schema: z.object({ invoiceId: z.string(), customerId: z.string(), amount: z.number() }),
});
