/** Runs that a run leaves behind: `defer` names them while it goes, they begin when it has ended, however it did. */
import { mergeSessions } from "../../../shared/inngest/sessions.ts";
import { asObject } from "./json-object.ts";
import { apply, type LiveRun } from "./live-run.ts";
import type { Defer, JsonValue, RunState } from "./model.ts";

type Reported =
  | { readonly kind: "deferred"; readonly defer: Defer }
  | { readonly kind: "deferAborted"; readonly hashedId: string };

/** What of it is in the operations of an answer or a checkpoint. */
function readDefers(body: JsonValue | undefined): readonly Reported[] {
  return (Array.isArray(body) ? body as readonly JsonValue[] : []).map(asObject).flatMap((op): Reported[] => {
    const opts = asObject(op["opts"]);
    if (op["op"] === "DeferAbort" && typeof opts["target_hashed_id"] === "string") return [{ kind: "deferAborted", hashedId: opts["target_hashed_id"] }];
    if (op["op"] !== "DeferAdd" || typeof op["id"] !== "string" || typeof opts["fn_slug"] !== "string") return [];
    const id = asObject(op["userland"])["id"];
    const meta = mergeSessions(opts["meta"]) as JsonValue | undefined;
    return [{ kind: "deferred", defer: { hashedId: op["id"], id: typeof id === "string" ? id : op["id"], functionId: opts["fn_slug"], input: opts["input"] ?? {}, ...(meta === undefined ? {} : { meta }), isAborted: false } }];
  });
}

export function takeDefers(live: LiveRun, body: JsonValue | undefined): void {
  for (const reported of readDefers(body)) apply(live, reported);
}

/** As the SDK is told of what it has reported before; undefined for nothing. */
export function toWireDefers({ defers = [] }: RunState): Readonly<Record<string, { readonly abortable: boolean }>> | undefined {
  return defers.length === 0 ? undefined : Object.fromEntries(defers.map(({ hashedId, isAborted }) => [hashedId, { abortable: !isAborted }]));
}

/** The events that begin them. */
export function toDeferEvents({ defers = [], functionId, runId }: RunState): readonly { readonly data: JsonValue; readonly meta: JsonValue | undefined }[] {
  return defers.filter(({ isAborted }) => !isAborted).map((defer) => ({
    data: { ...asObject(defer.input), _inngest: { fn_slug: defer.functionId, parent_fn_slug: functionId, parent_run_id: runId } } as JsonValue, meta: defer.meta,
  }));
}
