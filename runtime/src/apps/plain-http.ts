import type { SendRequest } from "./send-request.ts";

const thisMachine = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\]|host\.docker\.internal)$/;

/**
 * Adapters of frameworks that hide the protocol take it to be https, and register so. An app of this machine that does not
 * speak TLS is asked without.
 */
export function withPlainHttp(send: SendRequest): SendRequest {
  const plain = new Set<string>();
  return async (request, signal) => {
    const { protocol, hostname, host } = new URL(request.url);
    if (protocol !== "https:" || !thisMachine.test(hostname)) return send(request, signal);
    const asked = { ...request, url: request.url.replace(/^https:/, "http:") };
    if (plain.has(host)) return send(asked, signal);
    try {
      return await send(request, signal);
    } catch (error) {
      if (!/^(EPROTO$|ERR_SSL_)/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
      plain.add(host);
      return send(asked, signal);
    }
  };
}
