/** The requests that the engine makes for `step.fetch` and `step.ai.infer`, as far as the run may use the network. */
import type { Http } from "../executor/ports.ts";

/** Named, so that the engine does not try again. */
class NetworkDenied extends Error {
  override readonly name = "NetworkDenied";
}

const inngestHost = /(^|\.)(inngest\.com|inn\.gs)$/;

export function createHttp(network: "allow" | "deny", send: typeof fetch = fetch): Http {
  return async ({ url, method, headers, body }, signal) => {
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) throw new NetworkDenied(`\`${url}\` is no address to send a request to`);
    const { hostname } = new URL(url);
    if (inngestHost.test(hostname)) throw new NetworkDenied(`a request to ${hostname} was refused: a local run never reaches Inngest's own servers`);
    if (network === "deny") throw new NetworkDenied(`this run may not use the network: a request to ${new URL(url).origin} was refused; set \`network\` to \`allow\` to permit it`);
    const response = await send(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
}
