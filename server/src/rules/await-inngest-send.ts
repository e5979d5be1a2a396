import type { Rule } from "./rule.ts";
import { findHandlerSends } from "./support/handler-sends.ts";

/** A send that nothing waits for: the process may end, or be frozen, before the events are on their way. */
export const awaitInngestSend: Rule = {
  id: "await-inngest-send",
  group: "events",
  severity: "warning",
  fixable: true,
  summary: "The promise of `inngest.send` is awaited or returned, so that the events are sent and a failure is seen.",
  *check(file, { snapshot }) {
    // In a handler the send should be a step, which says that it is to be awaited too.
    const asSteps = findHandlerSends(file, snapshot);
    for (const send of file.sends) {
      if (send.settlement !== "floating" || asSteps.has(send)) continue;
      const callee = file.text.slice(send.calleeSpan.start, send.calleeSpan.end);
      const at = send.awaitAt;
      yield {
        rule: awaitInngestSend.id,
        span: send.calleeSpan,
        message: send.insideStep
          ? `\`${callee}\` is not awaited, so the step can succeed before the events are sent, or without them`
          : `\`${callee}\` is not awaited, so the events can be lost and a failure goes unseen`,
        ...(at === undefined ? {} : { fixes: [{ title: "Await the send", preferred: true, edits: [{ path: file.path, span: { start: at, end: at }, newText: "await " }] }] }),
      };
    }
  },
};
