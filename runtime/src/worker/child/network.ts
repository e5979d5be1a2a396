/** The network policy of this process: what becomes of a connection that does not go to Inngest. */
import { networkVariable } from "../environment.ts";
import { networkDenied, networkRefused, nobodyToAsk } from "../network-refused.ts";
import type { NetworkPolicy } from "../protocol.ts";
import { bodies, calls } from "./call-context.ts";
import { askNetwork } from "./channel.ts";

let policy: NetworkPolicy = "allow";

export function setNetworkPolicy(value: NetworkPolicy): void {
  policy = value;
  process.env[networkVariable] = value;
}

export const asksEachTime = (): boolean => policy === "ask";

/** Undefined lets the connection be made, an error is what the program gets instead. */
export function admit(target: string): Error | undefined | Promise<Error | undefined> {
  if (policy === "allow") return undefined;
  return policy === "deny" ? networkDenied(target) : ask(target);
}

async function ask(target: string): Promise<Error | undefined> {
  const answer = await askNetwork({ target, runId: calls.getStore()?.request.runId, step: bodies.getStore()?.displayName });
  return answer === "allowed" ? undefined : answer === "refused" ? networkRefused(target) : nobodyToAsk(target);
}
