import { deliverInvoice, sendInvoices } from "./functions/invoices.ts";
import { chargePlan, trialJourney } from "./functions/trial-journey.ts";
import { scheduleCheckIn, syncCrmContact } from "./functions/user-activated.ts";
import { userOnboarding } from "./functions/user-onboarding.ts";

/** What the server serves. */
export const functions = [userOnboarding, syncCrmContact, scheduleCheckIn, sendInvoices, deliverInvoice, trialJourney, chargePlan];
