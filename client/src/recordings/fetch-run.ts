/** Gets a run from a server, to go on with it here. Reads only: nothing is ever sent to the server but these requests. */
import { eventIdsOf, toServerRecording } from "../../../shared/recording/from-server.ts";
import { RecordingError, type Recording } from "../../../shared/recording/format.ts";

export interface RunServer {
  readonly origin: "dev-server" | "cloud";
  /** Without a slash at its end. */
  readonly url: string;
  /** For Inngest Cloud: an API key or a signing key. Goes into the header of the requests and nowhere else. */
  readonly key: string | undefined;
}

export const devServerUrl = "http://localhost:8288";
export const cloudUrl = "https://api.inngest.com";

/** Fetches a run with its trace and events. Throws a `RecordingError`, one sentence that never holds the key. */
export async function fetchRun(server: RunServer, runId: string, now: number): Promise<Recording> {
  const id = encodeURIComponent(runId.trim());
  const run = await ask(server, `/v2/runs/${id}?includeOutput=true`, `run ${runId}`);
  const trace = await ask(server, `/v2/runs/${id}/trace?includeOutput=true`, `the trace of run ${runId}`);
  const events = await Promise.all(eventIdsOf(run).map((event) => ask(server, `/v1/events/${encodeURIComponent(event)}`, `event ${event}`)));
  return toServerRecording({ run, trace, events }, { origin: server.origin, savedAt: now });
}

async function ask({ url, key, origin }: RunServer, path: string, what: string): Promise<unknown> {
  const name = origin === "cloud" ? "Inngest Cloud" : `the Dev Server at ${url}`;
  let response: Response;
  try {
    // A redirect could take the key to another host.
    response = await fetch(url + path, { redirect: "error", signal: AbortSignal.timeout(30_000), headers: { accept: "application/json", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) } });
  } catch {
    throw new RecordingError(`${name} cannot be reached${origin === "cloud" ? "" : ": start it, or correct its address"}`);
  }
  if (response.status === 401 || response.status === 403) throw new RecordingError(`${name} refuses the key: enter an API key of the environment that the run is in`);
  if (response.status === 404) throw new RecordingError(`${name} has no ${what}`);
  if (!response.ok) throw new RecordingError(`${name} answers ${response.status} when asked for ${what}`);
  try {
    return await response.json() as unknown;
  } catch {
    throw new RecordingError(`${name} does not answer JSON when asked for ${what}`);
  }
}
