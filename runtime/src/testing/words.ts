/** The words of the SDK's wire protocol, and the test in which each arises: in the scenario tables over HTTP, or in one that is named. */
import type { JsonValue } from "../executor/model.ts";
import type { CallResponse } from "../executor/ports.ts";

/** A file of the project's, and a title in it. */
export type NamedTest = readonly [file: string, title: string];

/** `none` where that version of the SDK has the word and never says it, or has no such word. */
export type Arising = "scenarios" | "none" | NamedTest;

const protocol = "runtime/src/session/serve-protocol.test.ts";

/** No operation: an answer 500 that names the step that was asked for, and those that were found. */
const notFound: NamedTest = [protocol, "a step that the SDK does not find again is named, with what it found"];

export const opcodeTests: Readonly<Record<string, Readonly<Record<3 | 4, Arising>>>> = {
  StepPlanned: { 3: "scenarios", 4: "scenarios" },
  StepRun: { 3: "scenarios", 4: "scenarios" },
  StepError: { 3: "scenarios", 4: "scenarios" },
  StepFailed: { 3: "scenarios", 4: "scenarios" },
  Step: { 3: [protocol, "the opcode of the first request version: `Step` (v3)"], 4: "none" },
  Sleep: { 3: "scenarios", 4: "scenarios" },
  WaitForEvent: { 3: "scenarios", 4: "scenarios" },
  WaitForSignal: { 3: "scenarios", 4: "scenarios" },
  InvokeFunction: { 3: "scenarios", 4: "scenarios" },
  AIGateway: { 3: "scenarios", 4: "scenarios" },
  Gateway: { 3: "scenarios", 4: "scenarios" },
  RunComplete: { 3: "scenarios", 4: "scenarios" },
  DiscoveryRequest: { 3: [protocol, "a call that reaches maxRuntime is followed by another"], 4: [protocol, "a call that reaches maxRuntime is followed by another"] },
  StepNotFound: { 3: notFound, 4: notFound },
  DeferAdd: { 3: "none", 4: "scenarios" },
  DeferAbort: { 3: "none", 4: "scenarios" },
};

/** Status and what goes with it of an answer to a call. */
export const replyTests: Readonly<Record<string, Readonly<Record<3 | 4, Arising>>>> = {
  "200": { 3: "scenarios", 4: "scenarios" },
  "206": { 3: "scenarios", 4: "scenarios" },
  "400 no-retry": { 3: "scenarios", 4: "scenarios" },
  "500": { 3: "scenarios", 4: "scenarios" },
  "500 retry-after": { 3: "scenarios", 4: "scenarios" },
  "206 no-retry": { 3: "scenarios", 4: "scenarios" },
  "206 retry-after": { 3: "scenarios", 4: "scenarios" },
  "201 streamed": { 3: [protocol, "a streamed answer, steps and errors alike"], 4: [protocol, "a streamed answer, steps and errors alike"] },
  "401 or 500 of cloud mode": { 3: ["runtime/src/session/start-serve.test.ts", "in cloud mode"], 4: ["runtime/src/session/start-serve.test.ts", "in cloud mode"] },
};

export interface Heard {
  readonly opcodes: Set<string>;
  readonly replies: Set<string>;
}

const opsOf = (body: JsonValue | undefined): readonly string[] => (Array.isArray(body) ? body as readonly JsonValue[] : [])
  .flatMap((op) => (typeof op === "object" && op !== null && "op" in op && typeof op.op === "string" ? [op.op] : []));

export function hearReply({ opcodes, replies }: Heard, { status, headers, body }: CallResponse): void {
  if (status === 206) for (const op of opsOf(body)) opcodes.add(op);
  replies.add(`${status}${headers["x-inngest-no-retry"] === "true" ? " no-retry" : ""}${headers["retry-after"] === undefined ? "" : " retry-after"}`);
}

export function hearCheckpoint({ opcodes }: Heard, body: JsonValue | undefined): void {
  if (typeof body === "object" && body !== null && "steps" in body) for (const op of opsOf(body.steps)) opcodes.add(op);
}
