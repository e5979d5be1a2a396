/** The public REST API, version 2: runs with their traces, rerun, cancel and invoke. */
import type { Executor } from "../executor/contract.ts";
import type { JsonValue, RunState } from "../executor/model.ts";
import type { FunctionConfig, SdkApiResponse } from "../executor/ports.ts";
import { isEnded, type Begun } from "../executor/reduce.ts";
import { asObject } from "../executor/json-object.ts";
import type { History } from "./history.ts";
import { toTime } from "./rest-v1.ts";
import { answer, type Asked, type Route } from "./routes.ts";
import { toRunV2, toTrace } from "./trace.ts";

export interface RestV2Options {
  readonly executor: Pick<Executor, "cancel" | "start" | "startFrom">;
  readonly functions: () => readonly FunctionConfig[];
  readonly history: History;
  readonly now: () => number;
}

export function createRestV2({ executor, functions, history, now }: RestV2Options): readonly Route[] {
  const found = (data: JsonValue, status = 200): SdkApiResponse => answer(status, { data, metadata: { fetchedAt: toTime(now()), cachedUntil: null } });
  const fail = (status: number, code: string, message: string): SdkApiResponse => answer(status, { errors: [{ code, message }] });
  const withRun = (reply: (run: RunState, asked: Asked) => SdkApiResponse) => (asked: Asked): SdkApiResponse => {
    const [id = ""] = asked.at;
    const run = history.run(id);
    return run === undefined ? fail(404, "not_found", `there is no run ${id}`) : reply(run, asked);
  };
  const wantsOutput = ({ query }: Asked): boolean => query.get("includeOutput") === "true";

  const listRuns = (asked: Asked): SdkApiResponse => {
    const [id = ""] = asked.at;
    if (history.event(id) === undefined) return fail(404, "not_found", `there is no event ${id}`);
    const limit = Number(asked.query.get("limit") ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) return fail(400, "invalid_request", `\`limit\` is a whole number from 1 to 100, not \`${asked.query.get("limit") ?? ""}\``);
    const all = history.runsOf(id);
    const cursor = asked.query.get("cursor");
    if (cursor !== null && !all.some(({ runId }) => runId === cursor)) return fail(400, "invalid_request", `\`cursor\` is the id of a run that was listed, not \`${cursor}\``);
    const from = cursor === null ? 0 : all.findIndex(({ runId }) => runId === cursor) + 1;
    const page = all.slice(from, from + limit);
    const hasMore = all.length > from + limit;
    return answer(200, {
      data: page.map((run) => toRunV2(run, functions(), wantsOutput(asked))), metadata: { fetchedAt: toTime(now()), cachedUntil: null },
      page: { cursor: hasMore ? page.at(-1)?.runId ?? null : null, hasMore, limit },
    });
  };

  /** Body: nothing, or `{ fromStep: { stepId, input? } }`; `stepId` is the hashed id or the id as written. */
  const rerun = withRun((run, { body }) => {
    const { stepId, input } = asObject(asObject(body)["fromStep"]);
    const { functionId, events } = run;
    if (!functions().some(({ id }) => id === functionId)) return fail(409, "conflict", `the function \`${functionId}\` is no longer there`);
    const startFrom = (begun: Begun): SdkApiResponse => found({ runId: executor.startFrom(functionId, events, begun).runId }, 201);
    if (stepId === undefined) return startFrom({ steps: [], emitted: [] });
    const step = run.steps.find(({ hashedId, id }) => hashedId === stepId || id === stepId);
    if (step === undefined) return fail(400, "invalid_request", `run ${run.runId} has no finished step \`${String(stepId)}\`; it has ${run.steps.map(({ id }) => `\`${id}\``).join(", ") || "none"}`);
    if (input !== undefined && !Array.isArray(input)) return fail(400, "invalid_request", "`input` is the list of what the step's function is called with");
    if (input !== undefined && step.tool !== "step.run" && step.opcode !== "AIGateway") return fail(400, "invalid_request", `the input of \`${step.tool}\` cannot be replaced; that of step.run and step.ai.infer can`);
    const steps = run.steps.slice(0, run.steps.indexOf(step));
    const emitted = run.emitted.filter((sent) => (sent.step === undefined ? sent.position < steps.length : steps.some(({ hashedId }) => hashedId === sent.step?.hashedId)));
    return startFrom({ steps, emitted, ...(input === undefined ? {} : { inputs: { [step.hashedId]: input as readonly JsonValue[] } }) });
  });

  const invoke = ({ at: [app = "", fn = ""], body }: Asked): SdkApiResponse => {
    const functionId = functions().find(({ id }) => id === `${app}-${fn}` || id === fn)?.id;
    if (functionId === undefined) return fail(404, "not_found", `there is no function \`${fn}\` in an app \`${app}\``);
    return found({ runId: executor.start(functionId, { name: "inngest/function.invoked", data: asObject(body)["data"] ?? {} }).runId }, 202);
  };

  const routes: readonly Route[] = [
    { path: "/health", answers: { GET: () => found({ status: "ok" }) } },
    { path: "/events/:id/runs", answers: { GET: listRuns } },
    { path: "/runs/:id", answers: { GET: withRun((run, asked) => found(toRunV2(run, functions(), wantsOutput(asked)))) } },
    { path: "/runs/:id/trace", answers: { GET: withRun((run, asked) => found(toTrace(run, functions(), wantsOutput(asked)))) } },
    { path: "/runs/:id/rerun", answers: { POST: rerun } },
    { path: "/runs/:id/cancel", answers: { POST: withRun((run) => {
      if (isEnded(run)) return fail(409, "conflict", `run ${run.runId} has already ended: ${run.status}`);
      executor.cancel(run.runId);
      return found({ runId: run.runId });
    }) } },
    { path: "/apps/:app/functions/:fn/invoke", answers: { POST: invoke } },
  ];
  // Inngest Cloud has them at the first, its Dev Server at the second.
  return ["/v2", "/api/v2"].flatMap((base) => routes.map((route) => ({ ...route, path: base + route.path })));
}
