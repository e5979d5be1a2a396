import { advisoriesFor } from "../../../shared/inngest/advisories.ts";
import type { Rule } from "./rule.ts";

/** An installed SDK that a published advisory is about, told where a client is made. */
export const vulnerableSdk: Rule = {
  id: "vulnerable-sdk",
  group: "functions",
  severity: "warning",
  fixable: false,
  summary: "The installed `inngest` package is not in the range of a published security advisory.",
  *check({ clients, sdkVersion }) {
    if (sdkVersion === undefined) return;
    for (const { calleeSpan } of clients) {
      for (const { id, fixed, summary } of advisoriesFor(sdkVersion)) {
        yield { rule: vulnerableSdk.id, span: calleeSpan, message: `\`inngest\` ${sdkVersion} is vulnerable (${id}): ${summary}; update to ${fixed}` };
      }
    }
  },
};
