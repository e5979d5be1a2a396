/** What `serve --json` prints: one JSON object a line, as things happen. */
import type { App } from "../apps/registration.ts";
import type { ExecutorEvent, JsonValue, SerializedError } from "../executor/model.ts";

type JsonObject = Readonly<Record<string, JsonValue>>;

const toError = ({ name, message, stack }: SerializedError): JsonObject => ({ name, message, ...(stack === undefined ? {} : { stack }) });

export function toAppLine({ id, url, sdk, framework, functions }: App): JsonObject {
  return {
    type: "appRegistered", app: id, url, sdk, framework,
    functions: functions.map((fn) => ({ id: fn.id, triggers: fn.triggers.map((trigger) => (trigger.kind === "cron" ? { cron: trigger.cron } : { event: trigger.event, ...(trigger.expression === undefined ? {} : { if: trigger.expression }) })) })),
  };
}

/** Undefined for what is not worth a line. */
export function toJsonLine(event: ExecutorEvent): JsonObject | undefined {
  switch (event.type) {
    case "runStarted": {
      const { runId, functionId, events } = event.run;
      return { type: event.type, runId, functionId, events: events.map(({ id, name, data }) => ({ id, name, data })) };
    }
    case "stepFinished": {
      const { id, hashedId, tool, attempts, result } = event.step;
      return {
        type: event.type, runId: event.runId, step: { id, hashedId, tool }, attempts,
        ...(result.kind === "data" ? { status: "completed", output: result.data } : { status: "failed", error: toError(result.error) }),
      };
    }
    case "stepAttemptFailed": return { type: event.type, runId: event.runId, step: { id: event.step.id, hashedId: event.step.hashedId, tool: event.step.tool }, attempt: event.step.attempt, error: toError(event.error), retryAt: event.retryAt };
    case "runAttemptFailed": return { type: event.type, runId: event.runId, attempt: event.attempt, error: toError(event.error), retryAt: event.retryAt };
    case "eventSent": {
      const { internalId, event: { name, data }, step, runs } = event.emitted;
      return { type: event.type, id: internalId, name, data, runId: event.runId ?? null, step: step?.id ?? null, runs };
    }
    case "runEnded": {
      const { runId, functionId, status, output, error } = event.run;
      return { type: event.type, runId, functionId, status, output: output ?? null, error: error === undefined ? null : toError(error) };
    }
    case "warning": return { type: event.type, message: event.message };
    case "flowControl": return { type: event.type, functionId: event.functionId, runId: event.runId ?? null, decision: event.decision };
    default: return undefined;
  }
}
