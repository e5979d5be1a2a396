/** What only a local server has: whether it is there, what it serves, and runs by hand. */
import { seededEventId } from "../../../shared/inngest/event-id.ts";
import type { Executor } from "../executor/contract.ts";
import type { FunctionConfig, SdkApiResponse } from "../executor/ports.ts";
import { asObject } from "../executor/json-object.ts";
import { answer, refuse, type Asked, type Route } from "./routes.ts";

export interface LocalRoutesOptions {
  readonly executor: Pick<Executor, "start">;
  readonly functions: () => readonly FunctionConfig[];
}

export function createLocalRoutes({ executor, functions }: LocalRoutesOptions): readonly Route[] {
  /** The SDK only asks whether there is an answer. */
  const describe = (): SdkApiResponse => answer(200, {
    version: "stepwise", isSingleNodeService: false,
    functions: functions().map(({ id, name, triggers }) => ({ id, slug: id, name, triggers: triggers.map((trigger) => (trigger.kind === "cron" ? { cron: trigger.cron } : { event: trigger.event, expression: trigger.expression ?? null })) })),
  });

  /** Body: `{ data, v?, user? }`, as what `step.invoke` passes. */
  const invoke = ({ at: [slug = ""], body, headers }: Asked): SdkApiResponse => {
    const fn = functions().find(({ id }) => id === slug);
    if (fn === undefined) return refuse(404, `there is no function \`${slug}\`; there are ${functions().map(({ id }) => `\`${id}\``).join(", ") || "none"}`);
    const { data, v, user } = asObject(body);
    if (data !== undefined && data !== null && (typeof data !== "object" || Array.isArray(data))) return refuse(400, "event data must be an object");
    const id = seededEventId(headers["x-inngest-event-id-seed"], 0);
    const { runId, events: [event] } = executor.start(fn.id, { name: "inngest/function.invoked", data: data ?? {}, id, v: typeof v === "string" ? v : undefined, user });
    return answer(200, { ids: [event?.id ?? ""], run_id: runId, status: 200 });
  };

  return [
    { path: "/health", answers: { GET: () => answer(200, { status: 200, message: "OK" }) } },
    { path: "/dev", answers: { GET: describe } },
    { path: "/invoke/:slug", answers: { POST: invoke } },
  ];
}
