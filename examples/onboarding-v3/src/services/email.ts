export interface Email {
  to: string;
  template: string;
  reference?: string;
}

/** Says on the console what a mail provider would send. */
export async function sendEmail({ to, template, reference }: Email): Promise<{ messageId: string }> {
  console.log(`mail "${template}" to ${to}${reference === undefined ? "" : ` (${reference})`}`);
  return { messageId: `${template}:${to}` };
}
