/** The requests that the engine makes for `step.fetch` and `step.ai.infer`, as far as the run may use the network. */
import type { Http } from "../executor/ports.ts";
import { isCloudHost } from "../worker/cloud-host.ts";
import { inngestUnreachable, networkDenied, NetworkRefused, networkRefused, nobodyToAsk } from "../worker/network-refused.ts";
import type { NetworkAnswer, NetworkPolicy, NetworkQuestion } from "../worker/protocol.ts";

export interface HttpOptions {
  readonly network: NetworkPolicy;
  /** Has the user say, where the policy asks; without it nobody can be asked. */
  readonly askNetwork?: ((question: NetworkQuestion) => Promise<NetworkAnswer>) | undefined;
  readonly send?: typeof fetch;
}

export function createHttp({ network, askNetwork, send = fetch }: HttpOptions): Http {
  return async ({ url, method, headers, body }, signal) => {
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) throw new NetworkRefused(`\`${url}\` is no address to send a request to`);
    const { hostname, host } = new URL(url);
    if (isCloudHost(hostname)) throw inngestUnreachable(hostname);
    if (network === "deny") throw networkDenied(host);
    if (network === "ask") {
      const answer = await askNetwork?.({ target: host, runId: undefined, step: undefined }) ?? "unasked";
      if (answer !== "allowed") throw (answer === "refused" ? networkRefused : nobodyToAsk)(host);
    }
    const response = await send(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
}
