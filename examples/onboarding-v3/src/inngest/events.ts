import { EventSchemas } from "inngest";
import { z } from "zod";

type UserEvents = {
  /** Someone filled in the sign-up form. */
  "app/user.signup": { data: { email: string; name: string; plan?: "starter" | "team" } };
  /** The account exists and can be used. */
  "app/user.activated": { data: { userId: string } };
};

type TrialEvents = {
  /** A user tries a paid plan. */
  "app/trial.started": { data: { userId: string; plan: "starter" | "team" } };
  /** A user on trial decided to pay. */
  "app/trial.upgraded": { data: { userId: string; plan: "starter" | "team" } };
  /** Charges a card; see `charge-plan`. */
  "app/charge.requested": { data: { userId: string; plan: "starter" | "team" } };
};

export const schemas = new EventSchemas()
  .fromRecord<UserEvents>()
  .fromRecord<TrialEvents>()
  .fromSchema({
    /** A month's usage is complete: `month` reads `2026-11`. */
    "app/billing.month-closed": z.object({ month: z.string() }),
    /** One customer owes one amount, in cents. */
    "app/invoice.created": z.object({ invoiceId: z.string(), customerId: z.string(), amount: z.number() }),
  });
