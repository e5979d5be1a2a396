/** One call request through the SDK's public handler. */
import type { JsonValue } from "../../executor/model.ts";
import type { CallResponse } from "../../executor/ports.ts";
import { parseBody, toCallBody, toCallHeaders, toCallUrl, toLowerCase } from "../../wire/call-request.ts";
import { calls, type CallContext } from "./call-context.ts";
import { findStrayed } from "./observe.ts";
import { serveUrl } from "./functions.ts";
import { withLeftOut } from "./left-out.ts";
import type { Handler } from "./sdk.ts";

export function performCall(handler: Handler, context: CallContext): Promise<CallResponse> {
  const { request } = context;
  return calls.run(context, async () => {
    const { status, headers, body } = await handler({ method: "POST", url: toCallUrl(serveUrl, request), headers: { ...toCallHeaders(request), host: "stepwise.invalid" }, body: toCallBody(request) });
    const answered = typeof body === "string" ? parseBody(body) : body as JsonValue | undefined;
    const strayed = findStrayed(context);
    return { status, headers: toLowerCase(headers), body: withLeftOut(answered, context.leftOut), observed: Object.fromEntries(context.observed), ...(strayed === undefined ? {} : { strayed }) };
  });
}
