/**
 * Who may knock. A page that a browser has open can reach any port of its machine, so every request, whatever its method,
 * must name this server by a name that nobody else can point here, and come from no page but those of known apps.
 */
import { isIP } from "node:net";

export interface DoorPolicy {
  /** A further name that requests may use, beside addresses and this machine's own names. */
  readonly host: string;
  /** Origins of pages that may ask: this server's and the apps'. */
  readonly origins: () => ReadonlySet<string>;
}

export interface Caller {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which browsers send where they send no origin. */
  readonly fetchSite: string | undefined;
}

/** Names that DNS cannot be made to resolve to this machine by a stranger. */
function isOwnName(name: string, host: string): boolean {
  return name === host || name === "localhost" || name.endsWith(".localhost") || name === "host.docker.internal" || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
}

/** One sentence when the request is refused. */
export function findRefusal({ host, origin, fetchSite }: Caller, policy: DoorPolicy): string | undefined {
  const address = `http://${host ?? ""}`;
  const name = host !== undefined && URL.canParse(address) ? new URL(address).hostname : undefined;
  if (name === undefined || !isOwnName(name, policy.host.toLowerCase())) return `requests for the host \`${host ?? ""}\` are not answered; use 127.0.0.1 or localhost`;
  if (origin !== undefined) return policy.origins().has(origin) ? undefined : `pages of ${origin} may not ask this server`;
  return fetchSite === "cross-site" ? "pages of other sites may not ask this server" : undefined;
}

/** What lets a page of a known origin read the answer; nothing for everyone else. */
export function corsHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined) return {};
  return {
    "access-control-allow-origin": origin, "access-control-allow-methods": "GET, POST, PUT, DELETE",
    "access-control-allow-headers": "content-type, authorization, x-inngest-env, x-inngest-sdk, x-inngest-event-id-seed", vary: "origin",
  };
}
