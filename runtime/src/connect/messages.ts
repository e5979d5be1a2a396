/** The messages of `connect()` (SDK specification 8), as far as a gateway reads and writes them: protobuf, field by field. */
import { PbfReader, PbfWriter } from "pbf";

export const kinds = {
  hello: 0, workerConnect: 1, connectionReady: 2, executorRequest: 3, workerReady: 4, requestAck: 5, reply: 6, replyAck: 7, pause: 8,
  workerHeartbeat: 9, gatewayHeartbeat: 10, closing: 11, extendLease: 12, extendLeaseAck: 13, syncFailed: 14, status: 15,
} as const;

/** Values of one field of a message, in the order in which they came. */
type Value = string | Uint8Array | number | boolean;

/** Field number to value; strings, bytes and messages are bytes, everything else a number. */
export type Fields = ReadonlyMap<number, readonly (Uint8Array | number)[]>;

/** Throws for bytes that are no message. */
export function readFields(bytes: Uint8Array): Fields {
  return new PbfReader(bytes).readFields((field, fields: Map<number, (Uint8Array | number)[]>, reader) => {
    const values = fields.get(field) ?? [];
    fields.set(field, values);
    // Other wire types are not used, and are passed over.
    if (reader.type === 2) values.push(reader.readBytes());
    else if (reader.type === 0) values.push(reader.readVarint(true));
  }, new Map<number, (Uint8Array | number)[]>());
}

export function bytesOf(fields: Fields, field: number): Uint8Array {
  const value = fields.get(field)?.at(-1);
  return value instanceof Uint8Array ? value : new Uint8Array();
}

export const textOf = (fields: Fields, field: number): string => new TextDecoder().decode(bytesOf(fields, field));

export function numberOf(fields: Fields, field: number): number {
  const value = fields.get(field)?.at(-1);
  return typeof value === "number" ? value : 0;
}

export function messagesOf(fields: Fields, field: number): readonly Fields[] {
  return (fields.get(field) ?? []).flatMap((value) => (value instanceof Uint8Array ? [readFields(value)] : []));
}

/** A message from its values by field number; what is empty is left out, as the format wants it. */
export function writeFields(values: Readonly<Record<number, Value>>): Uint8Array {
  const writer = new PbfWriter();
  for (const [name, value] of Object.entries(values)) {
    const field = Number(name);
    if (typeof value === "string") { if (value !== "") writer.writeStringField(field, value); }
    else if (value instanceof Uint8Array) { if (value.length > 0) writer.writeBytesField(field, value); }
    else if (Number(value) !== 0) writer.writeVarintField(field, Number(value));
  }
  return writer.finish();
}

export interface ConnectMessage {
  readonly kind: number;
  readonly payload: Uint8Array;
}

export function readConnectMessage(bytes: Uint8Array): ConnectMessage {
  const fields = readFields(bytes);
  return { kind: numberOf(fields, 1), payload: bytesOf(fields, 2) };
}

export const writeConnectMessage = (kind: number, payload: Uint8Array = new Uint8Array()): Uint8Array => writeFields({ 1: kind, 2: payload });

export interface ConnectedApp {
  readonly name: string;
  /** JSON. */
  readonly functions: string;
}

export interface WorkerConnect {
  readonly sessionToken: string;
  readonly sdkVersion: string;
  readonly apps: readonly ConnectedApp[];
}

export function readWorkerConnect(payload: Uint8Array): WorkerConnect {
  const fields = readFields(payload);
  const [auth] = messagesOf(fields, 3);
  return {
    sessionToken: auth === undefined ? "" : textOf(auth, 1), sdkVersion: textOf(fields, 11),
    apps: messagesOf(fields, 5).map((app) => ({ name: textOf(app, 1), functions: textOf(app, 4) })),
  };
}

export interface ExecutorRequest {
  readonly requestId: string;
  readonly appName: string;
  readonly functionSlug: string;
  readonly stepId: string;
  readonly runId: string;
  /** JSON. */
  readonly body: string;
  readonly traceParent: string;
}

/** There is one account with one environment. */
const local = "local";

export function writeExecutorRequest({ requestId, appName, functionSlug, stepId, runId, body, traceParent }: ExecutorRequest): Uint8Array {
  const utf8 = new TextEncoder();
  return writeFields({
    1: requestId, 2: local, 3: local, 4: appName, 5: appName, 6: functionSlug, 7: functionSlug, 8: stepId, 9: utf8.encode(body),
    11: utf8.encode(JSON.stringify({ traceparent: traceParent, tracestate: "" })), 12: runId, 13: requestId, 14: requestId,
  });
}

export interface WorkerReply {
  readonly requestId: string;
  readonly status: "notCompleted" | "done" | "error";
  readonly body: string;
  readonly noRetry: boolean;
  readonly retryAfter: string;
  readonly sdkVersion: string;
  readonly requestVersion: number;
}

export function readReply(payload: Uint8Array): WorkerReply {
  const fields = readFields(payload);
  return {
    requestId: textOf(fields, 1), status: (["notCompleted", "done", "error"] as const)[numberOf(fields, 5)] ?? "error", body: textOf(fields, 6),
    noRetry: numberOf(fields, 7) === 1, retryAfter: textOf(fields, 8), sdkVersion: textOf(fields, 9), requestVersion: numberOf(fields, 10),
  };
}
