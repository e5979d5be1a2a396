/** The child's end of the channel. Taken from the program at once: `process.send` is ours, not the user's. */
import { rmSync } from "node:fs";
import type { SdkApiRequest, SdkApiResponse } from "../../executor/ports.ts";
import { openEnvelope, type Envelope, type FromChild, type NetworkAnswer, type NetworkQuestion, type ToChild } from "../protocol.ts";

const sendRaw = process.send?.bind(process);
delete process.send;

export function send(message: FromChild): void {
  if (!process.connected) return;
  sendRaw?.({ stepwise: message } satisfies Envelope<FromChild>, undefined, undefined, () => {
    // The parent is gone: `disconnect` ends this process.
  });
}

let folder: string | undefined;

/** The bundle's own folder. */
export function removeAtEnd(path: string): void {
  folder = path;
}

const asked = new Map<number, (response: SdkApiResponse) => void>();
let nextId = 1;

/** Has a request to Inngest's API answered by the engine. */
export function ask(request: SdkApiRequest): Promise<SdkApiResponse> {
  const id = nextId++;
  return new Promise((resolve) => {
    asked.set(id, resolve);
    send({ type: "apiRequest", id, request });
  });
}

const questions = new Map<number, (answer: NetworkAnswer) => void>();

/** Has the user say whether a connection may be made. */
export function askNetwork(question: NetworkQuestion): Promise<NetworkAnswer> {
  const id = nextId++;
  return new Promise((resolve) => {
    questions.set(id, resolve);
    send({ type: "networkQuestion", id, question });
  });
}

/** Connections that wait for the user, who takes their time. */
export const pendingQuestions = (): number => questions.size;

/** Requests of the API that wait for their answer. */
export const pendingRequests = (): number => asked.size;

function settle<Answer>(waiting: Map<number, (answer: Answer) => void>, id: number, answer: Answer): void {
  waiting.get(id)?.(answer);
  waiting.delete(id);
}

export function listen(receive: (message: Exclude<ToChild, { type: "apiResponse" | "networkAnswer" }>) => void): void {
  process.on("message", (value: unknown) => {
    const message = openEnvelope<ToChild>(value);
    if (message === undefined) return;
    if (message.type === "apiResponse") settle(asked, message.id, message.response);
    else if (message.type === "networkAnswer") settle(questions, message.id, message.answer);
    else receive(message);
  });
  // The parent is gone, perhaps without notice: leave neither a process nor a file.
  process.on("disconnect", () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    process.kill(process.pid, "SIGKILL");
  });
}
