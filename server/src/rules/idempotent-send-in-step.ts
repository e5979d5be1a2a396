import type { Rule } from "./rule.ts";

/** A client's send in a step that goes on after it: where the step fails then, its retry sends again. */
export const idempotentSendInStep: Rule = {
  id: "idempotent-send-in-step",
  group: "events",
  severity: "info",
  fixable: false,
  summary: "An `inngest.send` that more follows in its step gives its events an `id`, so that a retry does not send them twice.",
  *check(file) {
    for (const send of file.sends) {
      const { events, count, kind } = send.payload;
      if (send.followedInStep !== true || (kind !== "one" && kind !== "many") || events.length === 0 || count > events.length) continue;
      if (events.some((event) => event.open || event.properties.some(({ key }) => key === "id"))) continue;
      const callee = file.text.slice(send.calleeSpan.start, send.calleeSpan.end);
      yield {
        rule: idempotentSendInStep.id,
        span: send.calleeSpan,
        message: `\`${callee}\` sends again, under new ids, when this step fails after it and is retried; send with \`step.sendEvent\`, or give the event an \`id\``,
      };
    }
  },
};
