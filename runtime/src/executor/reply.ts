/** Reads what the SDK answers to a call request. Source: SDK_SPEC sections 4 and 5, and the behaviour of SDK 3.54 and 4.24. */
import { stepOpcodes } from "../../../shared/inngest/step-opcodes.ts";
import { hashStepId, repeatedStepId } from "../../../shared/inngest/step-id.ts";
import type { JsonValue, Opcode, PlannedStep, SerializedError } from "./model.ts";
import type { CallResponse } from "./ports.ts";

/** One operation of a 206 answer. */
export interface ReportedStep {
  readonly opcode: Opcode;
  readonly step: PlannedStep;
  readonly data: JsonValue;
  readonly error: SerializedError | undefined;
  /** `group.parallel({ mode: "race" })`: the next discovery does not wait for this step's siblings. */
  readonly race: boolean;
}

interface Retry {
  readonly noRetry: boolean;
  /** Seconds or a date, as in the header. */
  readonly retryAfter: string | undefined;
}

export type Reply = { readonly version: number } & (
  /** `steps` ran in this very call, before the function returned. */
  | { readonly kind: "returned"; readonly output: JsonValue; readonly steps: readonly ReportedStep[] }
  | { readonly kind: "steps"; readonly steps: readonly ReportedStep[]; readonly retry: Retry }
  | { readonly kind: "threw"; readonly error: SerializedError; readonly retry: Retry }
  | { readonly kind: "stepNotFound"; readonly found: readonly string[] });

type JsonObject = Readonly<Record<string, JsonValue>>;

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An error in any of the forms the SDK serializes. */
export function readError(value: JsonValue | undefined): SerializedError {
  if (typeof value === "string") {
    try {
      const parsed = JSON.parse(value) as JsonValue;
      if (isObject(parsed)) return readError(parsed);
    } catch { /* a plain message */ }
    return { name: "Error", message: value };
  }
  if (!isObject(value)) return { name: "Error", message: JSON.stringify(value ?? null) };
  const stack = text(value["stack"]);
  const cause = value["cause"];
  return {
    name: text(value["name"]) ?? "Error",
    message: text(value["message"]) ?? text(value["error"]) ?? JSON.stringify(value),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || cause === null ? {} : { cause }),
  };
}

const opcodes = new Set<string>([
  "StepPlanned", "StepRun", "StepError", "StepFailed", "Step", "Sleep", "WaitForEvent", "WaitForSignal", "InvokeFunction",
  "AIGateway", "Gateway", "RunComplete", "StepNotFound", "DiscoveryRequest", "DeferAdd", "DeferAbort",
]);

function isOpcode(value: string | undefined): value is Opcode {
  return value !== undefined && opcodes.has(value);
}

/** The report is an attempt's. */
export function hasRun(opcode: Opcode): boolean {
  return opcode === "StepRun" || opcode === "StepError" || opcode === "StepFailed" || opcode === "Step";
}

const tools: Readonly<Partial<Record<Opcode, string>>> = Object.fromEntries(Object.entries(stepOpcodes).map(([tool, opcode]) => [opcode, tool]));

function readTool(opcode: Opcode, opts: JsonValue, name: string | undefined): string {
  if (opcode === "Sleep") return /^\d{4}-/.test(name ?? "") ? "step.sleepUntil" : "step.sleep";
  return tools[opcode] ?? (isObject(opts) ? text(opts["type"]) : undefined) ?? "step.run";
}

/** The operations of a 206 answer, or of a checkpoint. Throws, naming the step, for an opcode that is not the protocol's. */
export function readReportedSteps(body: JsonValue | undefined, observed: CallResponse["observed"]): readonly ReportedStep[] {
  return (Array.isArray(body) ? body : [body ?? null]).filter((op: JsonValue) => !isDefer(op)).map((op: JsonValue) => readReportedStep(op, observed));
}

/** `group.parallel({ mode: "race" })`. */
export function isRaced({ opts }: Pick<PlannedStep, "opts">): boolean {
  return isObject(opts) && opts["parallelMode"] === "race";
}

/** What is deferred runs beside the steps; `defers.ts` reads it. */
const isDefer = (op: JsonValue): boolean => isObject(op) && (op["op"] === "DeferAdd" || op["op"] === "DeferAbort");

/** The function's own error stands among the operations where it goes together with others; no step of the user's has its id. */
const isFunctionError = (op: JsonValue): boolean => isObject(op) && op["id"] === hashStepId("complete") && op["userland"] === undefined && (op["op"] === "StepError" || op["op"] === "StepFailed");

function readReportedStep(op: JsonValue, observed: CallResponse["observed"]): ReportedStep {
  if (!isObject(op)) throw new Error(`the SDK answered a step that is no object: ${JSON.stringify(op)}`);
  const userland = isObject(op["userland"]) ? op["userland"] : {};
  const hashedId = text(op["id"]) ?? "";
  const displayName = text(op["displayName"]) ?? text(op["name"]) ?? hashedId;
  // A step called without an id has none on the wire either; its display name is then something else it was given.
  const written = text(userland["id"]) ?? (hashStepId(displayName) === hashedId ? displayName : "");
  const opcode = text(op["op"]);
  if (!isOpcode(opcode)) throw new Error(`the SDK reported step \`${written || displayName}\` with the opcode \`${opcode ?? "none"}\`, which this runtime does not know`);
  const index = typeof userland["index"] === "number" ? userland["index"] : 0;
  const opts = op["opts"] ?? null;
  const name = text(op["name"]);
  const seen = observed[hashedId];
  const input = seen?.input ?? (isObject(opts) ? opts["input"] : undefined);
  return {
    opcode,
    step: {
      hashedId, id: repeatedStepId(written, index), displayName, opcode: hasRun(opcode) ? "StepPlanned" : opcode, tool: readTool(opcode, opts, name),
      opts, name, input, callSite: seen?.callSite, attempt: 0, attempts: 0, phase: "planned", wakeAt: undefined,
    },
    data: op["data"] ?? null,
    error: op["error"] === undefined || op["error"] === null ? undefined : readError(op["error"]),
    race: isRaced({ opts }),
  };
}

/** Throws when the answer is none of the protocol's; the message names what it was. */
export function readReply(response: CallResponse): Reply {
  const { status, headers, body } = response;
  const version = Number(headers["x-inngest-req-version"] ?? -1);
  const retry: Retry = { noRetry: headers["x-inngest-no-retry"] === "true", retryAfter: headers["retry-after"] };
  if (status === 200) return { kind: "returned", version, output: body ?? null, steps: [] };
  if (status === 206) {
    const thrown = (Array.isArray(body) ? body as readonly JsonValue[] : []).find(isFunctionError);
    if (isObject(thrown)) return { kind: "threw", version, error: readError(thrown["error"] ?? null), retry: { ...retry, noRetry: retry.noRetry || thrown["op"] === "StepFailed" } };
    const steps = readReportedSteps(body, response.observed);
    const complete = steps.find(({ opcode }) => opcode === "RunComplete");
    return complete === undefined ? { kind: "steps", version, steps, retry } : { kind: "returned", version, output: complete.data, steps: steps.filter((step) => step !== complete) };
  }
  if (status >= 400) {
    if (isObject(body) && typeof body["requestedStep"] === "string") {
      const found = Array.isArray(body["foundSteps"]) ? body["foundSteps"] : [];
      return { kind: "stepNotFound", version, found: found.map((step: JsonValue) => (isObject(step) ? text(step["displayName"]) ?? text(step["id"]) : undefined) ?? "?") };
    }
    return { kind: "threw", version, error: readError(body), retry: { ...retry, noRetry: retry.noRetry || (status < 500 && headers["x-inngest-no-retry"] === undefined) } };
  }
  throw new Error(`the SDK answered a call with the unexpected status ${status}`);
}
