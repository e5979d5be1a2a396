/** A table of paths and what answers them. */
import { NotTaken } from "../executor/journaling.ts";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApi, SdkApiRequest, SdkApiResponse } from "../executor/ports.ts";

export interface Asked extends SdkApiRequest {
  /** What stands in the path's places, decoded. */
  readonly at: readonly string[];
  readonly query: URLSearchParams;
}

export interface Route {
  /** `/v1/runs/:id`; each `:name` is one part of the path; `/*` at its end any further ones, or none. */
  readonly path: string;
  /** By method. */
  readonly answers: Readonly<Record<string, (asked: Asked) => SdkApiResponse>>;
}

export function answer(status: number, body: JsonValue): SdkApiResponse {
  return { status, body };
}

/** The answer to wait for, unless whoever asked is gone first. */
export async function inTime(ask: () => SdkApiResponse, isGone = (): boolean => false): Promise<SdkApiResponse> {
  let answer = ask();
  while (answer.wait !== undefined && !isGone()) {
    await answer.wait;
    answer = ask();
  }
  return answer;
}

export function refuse(status: number, error: string): SdkApiResponse {
  return answer(status, { error, status });
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, "([^/]+)").replace(/\/\*$/, "(?:/.*)?")}/?$`);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function orNotTaken(ask: () => SdkApiResponse): SdkApiResponse {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NotTaken) return refuse(503, error.message);
    throw error;
  }
}

/** A path that none of the routes has is a 404 that says so, a method that it does not have a 405. */
export function createRouter(routes: readonly Route[]): SdkApi {
  const table = routes.map((route) => ({ ...route, pattern: toPattern(route.path) }));
  return (request) => {
    const { pathname, searchParams: query } = new URL(request.path, "http://local.invalid");
    for (const { pattern, answers } of table) {
      const [, ...at] = pattern.exec(pathname) ?? [undefined];
      if (!pattern.test(pathname)) continue;
      const method = request.method === "HEAD" ? "GET" : request.method;
      const found = Object.hasOwn(answers, method) ? answers[method] : undefined;
      if (found !== undefined) return orNotTaken(() => found({ ...request, at: at.map((part) => decode(part ?? "")), query }));
      const allowed = Object.keys(answers).join(", ");
      return { ...refuse(405, `${request.method} is not allowed on ${pathname}; it takes ${allowed}`), headers: { allow: allowed } };
    }
    return refuse(404, `the local runtime has no ${request.method} ${pathname}`);
  };
}
