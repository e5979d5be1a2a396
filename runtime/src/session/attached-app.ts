/**
 * What a debugger that attaches to an app takes of it, and of nobody else: what the functions do that it calls. Whoever
 * sends from elsewhere on this machine is refused, and an app whose events go elsewhere is found out at the first.
 */
import { randomUUID } from "node:crypto";
import { refuse } from "../api/routes.ts";
import type { CallContext } from "../apps/apps.ts";
import { asObject } from "../executor/json-object.ts";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApiResponse } from "../executor/ports.ts";

/** What the SDK asks for by itself; of these the ids of a run or a call are the token. */
const ofTheSdk = /^\/(fn\/register|dev|health|v1\/checkpoint\/[^/]+\/async|v1\/realtime\/publish|v1\/runs\/[^/]+\/metadata|v0\/runs\/[^/]+\/(actions|batch))\/?$/;
/** What changes the session without naming any. */
const sends = /^\/(e(\/[^/]+)?|v1\/signals)\/?$/;

export interface AttachedApp {
  /** Id of a run that there is not, to see where the app asks for it. */
  createRunId(): string;
  /** Whether the app has asked here for the run. */
  isAsked(runId: string): boolean;
  /** The refusal of a request that no function under way has made. */
  refuse(path: string, call: CallContext | undefined): SdkApiResponse | undefined;
  /** One sentence where a step of the call says that it sent events, and none arrived. */
  findStray(callId: string, operations: JsonValue | undefined): string | undefined;
}

export function createAttachedApp({ isCalling, howToStart }: { readonly isCalling: () => boolean; readonly howToStart: () => string }): AttachedApp {
  const arrived = new Set<string>();
  const unasked = new Set<string>();
  return {
    createRunId: () => {
      const runId = randomUUID();
      unasked.add(runId);
      return runId;
    },
    isAsked: (runId) => !unasked.delete(runId),
    refuse(path, call) {
      const { pathname } = new URL(path, "http://local.invalid");
      const [, runId] = /^\/v0\/runs\/([^/]+)\//.exec(pathname) ?? [];
      if (runId !== undefined && unasked.delete(runId)) return refuse(404, "the debugger has asked where this app sends its events");
      if (ofTheSdk.test(pathname)) return undefined;
      if (!sends.test(pathname)) return refuse(403, "a debugger answers only what the SDK of its app asks for");
      // A plain `inngest.send()` inside a function does not say which call it belongs to.
      if (call === undefined && !isCalling()) return refuse(403, "this debugger takes only events that the functions send which it calls; stop debugging, or start `stepwise serve` for events of the app itself");
      if (call !== undefined) arrived.add(call.callId);
      return undefined;
    },
    findStray(callId, operations) {
      const sent = (Array.isArray(operations) ? operations.map(asObject) : []).find(({ op, name, data }) => {
        const ids = asObject(data)["ids"];
        return op === "StepRun" && name === "sendEvent" && Array.isArray(ids) && ids.length > 0;
      });
      if (sent === undefined || arrived.has(callId)) return undefined;
      return `step \`${String(sent["displayName"] ?? "sendEvent")}\` sent its event elsewhere, not to this debugger, and the run was ended: remove \`INNGEST_EVENT_API_BASE_URL\` and \`baseUrl\` from the app and ${howToStart()}`;
    },
  };
}
