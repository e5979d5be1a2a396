/** Accounts, as an example needs them: no database, the same answers every time. */
export interface Account {
  userId: string;
  email: string;
  name: string;
}

export async function createAccount(form: { email: string; name: string }): Promise<Account> {
  const userId = `user_${form.email.replace(/[^a-z0-9]+/gi, "_").toLowerCase()}`;
  console.log(`account ${userId} created`);
  return { userId, email: form.email, name: form.name };
}

export async function findAccount(userId: string): Promise<Account> {
  return { userId, email: `${userId}@example.com`, name: "Ada Lovelace" };
}

export async function readUsage(userId: string): Promise<{ projects: number }> {
  return { projects: userId.length % 7 };
}

/** Wakes up at the first call and answers from the second on. */
export async function provisionWorkspace(userId: string, { attempt }: { attempt: number }): Promise<{ id: string }> {
  if (attempt === 0) throw new Error("the provisioning service answered 503");
  return { id: `workspace_${userId}` };
}
