/** Billing, as an example needs it: amounts are in cents. */
export interface Invoice {
  invoiceId: string;
  customerId: string;
  amount: number;
}

export async function closeMonth(month: string): Promise<Invoice[]> {
  return [
    { invoiceId: `inv_${month}_1`, customerId: "customer_acme", amount: 12_000 },
    { invoiceId: `inv_${month}_2`, customerId: "customer_globex", amount: 4_900 },
    { invoiceId: `inv_${month}_3`, customerId: "customer_initech", amount: 9_900 },
  ];
}

export async function charge(userId: string, plan: string): Promise<{ receiptId: string }> {
  return { receiptId: `receipt_${plan}_${userId}` };
}
