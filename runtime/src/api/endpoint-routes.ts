/** What the SDK asks for around durable endpoints: to begin a run in a request of its app, to report its steps, and its output. */
import http from "node:http";
import { isUlid } from "../../../shared/inngest/event-id.ts";
import { asObject } from "../executor/json-object.ts";
import { endpointId, endpointRetries, isEndpoint, readEndpointRequest } from "../executor/endpoint.ts";
import type { Executor } from "../executor/contract.ts";
import type { JsonValue, RunState } from "../executor/model.ts";
import type { SdkApiResponse } from "../executor/ports.ts";
import { isEnded } from "../executor/reduce.ts";
import type { History } from "./history.ts";
import { answer, refuse, type Asked, type Route } from "./routes.ts";
import type { RunTokens } from "./run-tokens.ts";

export interface EndpointRoutesOptions {
  readonly executor: Pick<Executor, "attach" | "report" | "whenEnded">;
  readonly history: History;
  readonly tokens: RunTokens;
}

export function createEndpointRoutes({ executor, history, tokens }: EndpointRoutesOptions): readonly Route[] {
  /** Body: `{ run_id, event, steps, retries }`. A run that is known already, because its answer was lost, goes on. */
  const begin = ({ body }: Asked): SdkApiResponse => {
    const { run_id: runId, event, steps = [], retries } = asObject(body);
    if (typeof runId !== "string" || !isUlid(runId)) return refuse(400, "`run_id` is a ULID");
    const { name, data = null } = asObject(event);
    const request = readEndpointRequest({ name: typeof name === "string" ? name : "", data });
    if (typeof request === "string") return refuse(400, request);
    const maxAttempts = (typeof retries === "number" && Number.isInteger(retries) && retries >= 0 && retries <= 20 ? retries : endpointRetries) + 1;
    const known = history.run(runId);
    if (known !== undefined && !isEndpoint(known)) return refuse(409, `run ${runId} is there already, and is none of an endpoint`);
    const { functionId } = known ?? executor.attach({ runId, functionId: endpointId(request), event: { name: "inngest/http.request", data }, maxAttempts });
    const token = tokens.of(runId);
    return report(runId, steps) ?? answer(200, { data: { fn_id: functionId, app_id: new URL(request.url).origin, run_id: runId, token, realtime_token: token } });
  };

  /** Undefined when they are taken. */
  const report = (runId: string, steps: JsonValue): SdkApiResponse | undefined => {
    if (executor.report(runId, steps)) return undefined;
    const run = history.run(runId);
    if (run === undefined || !isEndpoint(run)) return refuse(404, `there is no run ${runId} of an endpoint`);
    if (run.status === "completed") return undefined;
    return refuse(409, isEnded(run) ? `run ${runId} has ended: ${run.error?.message ?? run.status}` : `run ${runId} goes on without this request, which was silent for too long or has handed it over`);
  };

  const output = ({ at: [runId = ""], query }: Asked): SdkApiResponse => {
    if (tokens.runOf(query.get("token") ?? "") !== runId) return refuse(401, `the token is not that of run ${runId}`);
    const run = history.run(runId);
    if (run === undefined) return refuse(404, `there is no run ${runId}`);
    return isEnded(run) ? toHttp(run) : { ...answer(202, { run_id: runId, status: "Running" }), wait: executor.whenEnded(runId) };
  };

  return [
    { path: "/v1/checkpoint", answers: { POST: begin } },
    { path: "/v1/checkpoint/:run/steps", answers: { POST: ({ at: [runId = ""], body }) => report(runId, asObject(body)["steps"] ?? []) ?? answer(200, { data: {} }) } },
    { path: "/v1/http/runs/:run/output", answers: { GET: output } },
    { path: "/v1/checkpoint/:run/output", answers: { GET: output } },
  ];
}

/** What concerns one connection, or says who may read, is this server's to say. */
const ownHeaders = /^(connection|keep-alive|transfer-encoding|upgrade|trailer|content-length|content-encoding|access-control-.*|x-inngest-.*)$/;

function isValidHeader(name: string, value: JsonValue | undefined): value is string {
  try {
    http.validateHeaderName(name);
    http.validateHeaderValue(name, value as string);
    return typeof value === "string" && !ownHeaders.test(name.toLowerCase());
  } catch {
    return false;
  }
}

/** The endpoint's own response; its error in the form in which the SDK answers one. */
function toHttp({ runId, status, output, error }: RunState): SdkApiResponse {
  if (status !== "completed") return answer(500, { ...error ?? { name: "Error", message: `run ${runId} was ${status}` } });
  const { status: code, headers, body } = asObject(output);
  // What is no response is a value that the handler returned.
  if (typeof code !== "number" || !Number.isInteger(code) || code < 200 || code > 599) return answer(200, output ?? null);
  const given = Object.entries(asObject(headers)).filter(([name, value]) => isValidHeader(name, value));
  const named = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
  return { ...answer(code, null), text: typeof body === "string" ? body : JSON.stringify(body ?? null), headers: named };
}
