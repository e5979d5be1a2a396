/** Address of the page that explains a rule. */
const pages = "https://github.com/stepwise-inngest/stepwise/blob/main/docs/rules";

export function rulePage(rule: string): string {
  return `${pages}/${rule}.md`;
}
