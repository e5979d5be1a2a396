import { closeMonth } from "../../services/billing.ts";
import { sendEmail } from "../../services/email.ts";
import { inngest } from "../client.ts";
import { billingMonthClosed, invoiceCreated } from "../events.ts";

/** One event per invoice, all in one send: each starts a run of `deliver-invoice`. */
export const sendInvoices = inngest.createFunction(
  { id: "send-invoices", triggers: { event: billingMonthClosed } },
  async ({ event, step }) => {
    const invoices = await step.run("close-month", () => closeMonth(event.data.month));

    const { ids } = await step.sendEvent(
      "send-invoice-events",
      invoices.map((invoice) => invoiceCreated.create(invoice)),
    );

    return { month: event.data.month, sent: ids.length };
  },
);

/** A customer gets their invoice by mail. */
export const deliverInvoice = inngest.createFunction(
  { id: "deliver-invoice", concurrency: 5, triggers: { event: invoiceCreated } },
  async ({ event, step }) => {
    const { customerId, invoiceId } = event.data;
    return step.run("mail-invoice", () => sendEmail({ to: customerId, template: "invoice", reference: invoiceId }));
  },
);
