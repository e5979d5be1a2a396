/**
 * A run of an Inngest server as a recording: from its REST API, version 2 for the run and its trace, version 1 for the
 * event. What a server of another version leaves out or calls otherwise is taken as missing.
 */
import { isTooDeep } from "../inngest/limits.ts";
import { hashStepId, repeatedStepId } from "../inngest/step-id.ts";
import { RecordingError, type Json, type RecordedStep, type Recording } from "./format.ts";
import { redact } from "./redact.ts";

export interface ServerAnswers {
  /** Of `GET /v2/runs/{id}?includeOutput=true`. */
  readonly run: unknown;
  /** Of `GET /v2/runs/{id}/trace?includeOutput=true`. */
  readonly trace: unknown;
  /** Of `GET /v1/events/{id}`, each. */
  readonly events: readonly unknown[];
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null && !Array.isArray(value) ? value as Fields : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (...values: readonly unknown[]): string | undefined => values.find((value): value is string => typeof value === "string" && value !== "");
const timeOf = (value: unknown): number | undefined => (typeof value === "string" && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : undefined);
const dataOf = (answer: unknown): Fields => fieldsOf(fieldsOf(answer)["data"] ?? answer);

/** Ids of the events that started the run. */
export function eventIdsOf(run: unknown): readonly string[] {
  const { trigger, eventId, event_id: older } = dataOf(run);
  const ids = listOf(fieldsOf(trigger)["eventIds"]).filter((id): id is string => typeof id === "string");
  const single = textOf(eventId, older);
  return ids.length > 0 ? ids : single === undefined ? [] : [single];
}

/** @param savedAt Milliseconds since the epoch. Throws a `RecordingError` when the answers are not those of a run. */
export function toServerRecording({ run, trace, events }: ServerAnswers, { origin, savedAt }: Pick<Recording, "origin" | "savedAt">): Recording {
  if ([run, trace, events].some(isTooDeep)) throw new RecordingError("the server's answer is nested too deeply to be a run's");
  const about = dataOf(run);
  const fn = fieldsOf(about["function"]);
  const app = fieldsOf(about["app"]);
  const runId = textOf(about["id"], about["runId"], about["run_id"]);
  const localId = textOf(fn["id"], fn["slug"], about["functionId"], about["function_id"]);
  const given = events.map(dataOf).flatMap((event) => toEvent(event) ?? []);
  if (runId === undefined || localId === undefined) throw new RecordingError("the server's answer does not describe a run");
  if (given.length === 0) throw new RecordingError(`the server no longer has the event that started run ${runId}`);
  const startedAt = timeOf(about["startedAt"] ?? about["run_started_at"]) ?? savedAt;
  const ended = timeOf(about["endedAt"] ?? about["ended_at"]);
  const status = toStatus(about["status"]);
  const root = fieldsOf(dataOf(trace)["rootSpan"] ?? dataOf(trace));
  // With nothing memoized, every step would run again here.
  if (!Array.isArray(root["children"])) throw new RecordingError(`the server describes the steps of run ${runId} in a way that is not known here: update the extension`);
  const ran = findStepSpans(root).filter(({ status: state, stepOp }) => String(state).toUpperCase() === "COMPLETED" && String(stepOp ?? "RUN").toUpperCase() === "RUN");
  if (ran.length > 0 && !ran.some((span) => "output" in span)) throw new RecordingError(`the server does not say what the steps of run ${runId} gave: update it, or take a run whose outputs it still has`);
  const output = readOutput(about["output"]);
  return {
    format: "inngest-run", version: 1, savedAt, origin,
    runs: [{
      runId, localId, functionId: textOf(fn["slug"]) ?? [textOf(app["id"]), localId].filter((part) => part !== undefined).join("-"), cause: { kind: "request" },
      events: given, status, maxAttempts: 4, steps: readSteps(root, startedAt), emitted: [], startedAt,
      ...(ended === undefined ? {} : { endedAt: ended }),
      ...(status === "failed" ? { error: toError(output) } : status === "completed" ? { output: redact(toJson(output.value), []) } : {}),
    }],
  };
}

function toEvent(event: Fields): Recording["runs"][number]["events"][number] | undefined {
  const name = textOf(event["name"]);
  if (name === undefined) return undefined;
  const ts = typeof event["ts"] === "number" ? event["ts"] : timeOf(event["receivedAt"] ?? event["received_at"]) ?? 0;
  return { name, data: redact(toJson(event["data"] ?? {}), []), id: textOf(event["id"], event["internal_id"]) ?? "", ts };
}

const statuses: Readonly<Record<string, Recording["runs"][number]["status"]>> = { queued: "queued", running: "running", paused: "waiting", completed: "completed", failed: "failed", cancelled: "cancelled" };
const toStatus = (status: unknown): Recording["runs"][number]["status"] => statuses[String(status).toLowerCase()] ?? "running";

const opcodes: Readonly<Record<string, readonly [opcode: string, tool: string]>> = {
  RUN: ["StepPlanned", "step.run"], SEND_EVENT: ["StepPlanned", "step.sendEvent"], SLEEP: ["Sleep", "step.sleep"], WAIT_FOR_EVENT: ["WaitForEvent", "step.waitForEvent"],
  WAIT_FOR_SIGNAL: ["WaitForSignal", "step.waitForSignal"], INVOKE: ["InvokeFunction", "step.invoke"], AI_GATEWAY: ["AIGateway", "step.ai.infer"],
};

/** Finished steps in the order in which they ended. */
function readSteps(root: Fields, startedAt: number): RecordedStep[] {
  const seen = new Map<string, number>();
  const steps = findStepSpans(root).flatMap((span): RecordedStep[] => {
    const [opcode, tool] = opcodes[String(span["stepOp"] ?? "RUN").toUpperCase()] ?? opcodes["RUN"] ?? ["StepPlanned", "step.run"];
    const given = textOf(span["stepId"]) ?? "";
    const isHash = /^[0-9a-f]{40}$/.test(given);
    const written = isHash ? textOf(span["userlandId"], span["name"]) ?? given : given;
    const index = seen.get(written) ?? 0;
    seen.set(written, index + 1);
    const id = isHash ? written : repeatedStepId(written, index);
    const status = String(span["status"]).toUpperCase();
    const endedAt = timeOf(span["endedAt"]);
    if (endedAt === undefined || (status !== "COMPLETED" && status !== "FAILED")) return [];
    const output = readOutput(span["output"]);
    const attempts = Math.max(1, typeof span["attempts"] === "number" ? span["attempts"] : listOf(span["children"]).length);
    const failed = status === "FAILED" || output.isError;
    return [{
      id, hashedId: isHash ? given : hashStepId(id), displayName: textOf(span["name"]) ?? id, tool, opcode, opts: null, attempt: attempts - 1, attempts,
      result: failed ? { kind: "error", error: toError(output) } : { kind: "data", data: redact(toJson(output.value), []) },
      startedAt: timeOf(span["startedAt"]) ?? startedAt, endedAt,
    }];
  });
  return steps.sort((a, b) => a.endedAt - b.endedAt);
}

/** Spans below a step's are its attempts. */
function findStepSpans(span: Fields): readonly Fields[] {
  return listOf(span["children"]).map(fieldsOf).flatMap((child) => (textOf(child["stepId"]) === undefined ? findStepSpans(child) : [child]));
}

interface Output {
  readonly value: unknown;
  readonly isError: boolean;
}

/** An output is given as a value or as its JSON text, bare or in the wire's `{ data }` and `{ error }`. */
function readOutput(given: unknown): Output {
  const value = typeof given === "string" ? parse(given) : given;
  const fields = fieldsOf(value);
  const names = Object.keys(fields);
  if (names.length === 1 && names[0] === "data") return { value: fields["data"], isError: false };
  if (names.length === 1 && names[0] === "error") return { value: fields["error"], isError: true };
  return { value, isError: false };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toError({ value }: Output): { readonly name: string; readonly message: string } {
  const { name, message } = fieldsOf(value);
  return { name: textOf(name) ?? "Error", message: textOf(message, value) ?? "the step failed; the server does not say why" };
}

const toJson = (value: unknown): Json => (value === undefined ? null : JSON.parse(JSON.stringify(value)) as Json);
