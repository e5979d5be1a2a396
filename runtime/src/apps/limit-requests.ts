import type { SendRequest } from "./send-request.ts";

interface Host {
  under: number;
  readonly queue: (() => void)[];
}

/** At most so many requests to one host are under way at once; the others wait in turn. */
export function limitRequests(send: SendRequest, most: number): SendRequest {
  const hosts = new Map<string, Host>();
  return async (request, signal) => {
    const { host: name } = new URL(request.url);
    const host = hosts.get(name) ?? { under: 0, queue: [] };
    hosts.set(name, host);
    if (host.under < most) host.under++;
    else await new Promise<void>((enter) => { host.queue.push(enter); });
    try {
      return await send(request, signal);
    } finally {
      const next = host.queue.shift();
      if (next !== undefined) next();
      else if (--host.under === 0) hosts.delete(name);
    }
  };
}
