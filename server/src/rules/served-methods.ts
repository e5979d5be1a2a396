import type { Rule } from "./rule.ts";
import { named } from "../../../shared/text/named.ts";

const USES: readonly (readonly [method: string, use: string])[] = [["POST", "calls them"], ["PUT", "registers them"]];

/** A route file answers only the methods it exports; Inngest registers functions with `PUT` and calls them with `POST`. */
export const servedMethods: Rule = {
  id: "served-methods",
  group: "functions",
  severity: "warning",
  fixable: true,
  summary: "A route file exports `GET`, `POST` and `PUT` of `serve`: with `PUT` Inngest registers the functions, with `POST` it calls them.",
  *check({ path, served }) {
    for (const { route } of served) {
      const lacking = USES.filter(([method]) => route && !route.exported.includes(method));
      if (!route || lacking.length === 0) continue;
      yield {
        rule: servedMethods.id,
        span: route.span,
        message: `functions are served without ${lacking.map(([method, use]) => `\`${method}\`, with which Inngest ${use}`).join(", and ")}`,
        fixes: [{ title: `Export ${lacking.map(([method]) => named(method)).join(" and ")}`, preferred: true, edits: [{ path, span: { start: route.add.at, end: route.add.at }, newText: route.add.text }] }],
      };
    }
  },
};
