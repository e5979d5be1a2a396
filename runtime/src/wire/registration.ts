/** How an app states its functions when it registers (SDK specification 4.3.2). */
import { defaultRetries, limits } from "../../../shared/inngest/limits.ts";
import type { JsonValue } from "../executor/model.ts";
import type { FunctionConfig, FunctionTrigger } from "../executor/ports.ts";

/** One function, as far as we read it; the rest is for flow control. */
export interface RegisteredFunction {
  /** Composite id. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly triggers?: readonly { readonly event?: string | undefined; readonly expression?: string | undefined; readonly cron?: string | undefined; readonly jitter?: string | undefined }[] | undefined;
  readonly steps?: Readonly<Record<string, { readonly retries?: { readonly attempts?: number | undefined } | undefined }>> | undefined;
}

export function toFunctionConfig(registration: RegisteredFunction, appId: string): FunctionConfig {
  const { id, name = id, triggers = [], steps } = registration;
  return {
    id,
    localId: id.startsWith(`${appId}-`) ? id.slice(appId.length + 1) : id,
    name,
    triggers: triggers.flatMap((trigger): FunctionTrigger[] => {
      if (trigger.cron !== undefined) return [{ kind: "cron", cron: trigger.cron, ...(trigger.jitter === undefined ? {} : { jitter: trigger.jitter }) }];
      return trigger.event === undefined ? [] : [{ kind: "event", event: trigger.event, expression: trigger.expression }];
    }),
    // More than that Inngest does not refuse: it takes the most there are.
    retries: Math.min(steps?.["step"]?.retries?.attempts ?? defaultRetries, limits.retries),
    raw: JSON.parse(JSON.stringify(registration)) as JsonValue,
  };
}
