/** Why an app cannot be attached to: an event of its could leave. In doubt it is, since only the app's own process could hold it back. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import { isSameServer, type EventServer } from "../apps/event-server.ts";
import { howToStart } from "../apps/read-answer.ts";
import { usualFiles } from "../worker/environment.ts";
import type { AppSources } from "./app-sources.ts";
import { findEventClients } from "./event-clients.ts";
import { readListenerEnvironments } from "./listening-process.ts";

export interface AttachedTo {
  /** Of the app's serve endpoint. */
  readonly url: string;
  /** Absolute; of the app's package. */
  readonly folder: string;
  /** The debugger's address. */
  readonly origin: string;
  /** Id of the app, once it has registered. */
  readonly servedId: string | undefined;
  readonly servers: readonly EventServer[];
}

const eventApi = "INNGEST_EVENT_API_BASE_URL";
/** What `INNGEST_DEV=1` means. */
const usualDevServer = "http://127.0.0.1:8288";

/** One sentence that names the place and the fix. */
export async function findEventProblem(attached: AttachedTo, sources: AppSources): Promise<string | undefined> {
  const { url, folder, origin, servers } = attached;
  const clients = findEventClients(sources, attached);
  const problem = clients.problem ?? await findInFiles(folder, origin) ?? servers.find((server) => server.problem !== undefined)?.problem;
  if (problem !== undefined || !servers.some(({ isUnsure }) => isUnsure)) return problem;
  const environments = await readListenerEnvironments(Number(new URL(url).port || 80));
  const given = environments.map((environment) => environment[eventApi] ?? "").find((address) => address !== "" && !isSameServer(address, origin));
  if (given !== undefined) return `the app at ${url} was started with \`${eventApi}\` and sends its events to ${toOrigin(given)}: ${howToStart(origin)} and without it, so that no real event is sent`;
  // Only of an app that was started for this very address is it sure that it is the process, and not one that passes requests on.
  const isKnown = environments.length > 0 && environments.every(({ INNGEST_DEV: dev = "" }) => isSameServer(dev, origin) || (/^(1|true)$/i.test(dev) && isSameServer(usualDevServer, origin)));
  if (isKnown || !(clients.haveKeys || servers.some(({ hasEventKey }) => hasEventKey))) return undefined;
  return `the app at ${url} has an event key, and its SDK does not say where it sends events: ${howToStart(origin)} and without INNGEST_EVENT_KEY and \`eventKey\`, so that no real event can be sent`;
}

async function findInFiles(folder: string, origin: string): Promise<string | undefined> {
  for (const name of usualFiles) {
    const file = path.join(folder, name);
    const address = parseEnv(await readFile(file, "utf8").catch(() => ""))[eventApi];
    if (address !== undefined && address !== "" && !isSameServer(address, origin)) return `\`${file}\` sends the app's events to ${toOrigin(address)}: remove \`${eventApi}\` there and start the app again, so that no real event is sent`;
  }
  return undefined;
}

/** What stands before the host, and behind it, may be a secret. */
const toOrigin = (address: string): string => (URL.canParse(address) ? new URL(address).origin : "another address");
