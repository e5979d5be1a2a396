import type { Account } from "./accounts.ts";

export async function addContact(account: Account): Promise<{ contactId: string }> {
  console.log(`${account.name} added to the CRM`);
  return { contactId: `contact_${account.userId}` };
}
