/**
 * The Debug Adapter Protocol on one side, a debuggee on the other: this only translates. Each request is answered
 * exactly once, here, whatever its handler does.
 */
import { DebugSession, Event, Response } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { attachJavaScriptEvent } from "../../../shared/protocol/javascript-debugger.ts";
import { networkQuestionEvent } from "../../../shared/protocol/network.ts";
import { capabilities } from "./capabilities.ts";
import { DebugError, internalFailure, isToldByAsker, sessionEnded, unknownRequest } from "./errors.ts";
import type { LoadSources, RequestHandlers } from "./request-arguments.ts";
import { createRequestHandlers } from "./requests.ts";
import type { ClientCapabilities, Runs } from "./runs-contract.ts";
import { createRuns } from "./runs.ts";
import { toBounded } from "./text.ts";
import type { LaunchDebuggee } from "./debuggee.ts";
import { RecordingError } from "../../../shared/recording/format.ts";
import { UsageError } from "../session/choose.ts";
import { WorkerMistake } from "../worker/mistakes.ts";

export interface SessionPorts {
  readonly launch: LaunchDebuggee;
  readonly sources: LoadSources;
  /** Called once, when nothing of the session is left. */
  onEnd(): void;
}

/** Of our own, for clients that said they know them: a program may connect while it loads, and JavaScript be debugged from its start. */
const awaitedByLaunch: ReadonlySet<string> = new Set([attachJavaScriptEvent, networkQuestionEvent]);

/** Milliseconds that a client has to answer a request of ours. */
const requestTimeout = 20_000;

export class InngestDebugSession extends DebugSession {
  readonly #runs: Runs;
  readonly #handlers: RequestHandlers;
  readonly #onEnd: () => void;
  #ended = false;
  /** Events before `initialized` wait: a client may not understand them yet. */
  #early: DebugProtocol.Event[] | undefined = [];

  constructor(ports: SessionPorts) {
    super();
    this.#onEnd = ports.onEnd;
    this.#runs = createRuns({
      ...ports,
      // Breakpoints and stacks ask for the sources next.
      onLoading: () => { void ports.sources(); },
      send: (event, body) => { this.#sendDapEvent(event, body); },
      request: (command, args, onRefused) => {
        if (!this.#ended) this.sendRequest(command, args, requestTimeout, ({ success, message = "it gave no reason" }) => {
          // One that answers late may still do what it was asked.
          if (!success && message !== "timeout" && !this.#ended) onRefused(message);
        });
      },
    });
    this.#handlers = createRequestHandlers(this.#runs, ports.sources);
  }

  /** The base class ends the process after a tenth of a second; ours ends when nothing is left running. */
  override shutdown(): void {
    void this.end();
  }

  /** Ends whatever runs. Safe to call at any time and more than once. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#runs.dispose();
    this.#onEnd();
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    void this.#answer(request);
  }

  async #answer(request: DebugProtocol.Request): Promise<void> {
    const response = new Response(request) as DebugProtocol.Response;
    try {
      if (this.#ended) throw sessionEnded();
      if (request.command === "initialize") {
        this.#reply(response, capabilities(request.arguments));
        this.#runs.client = (request.arguments ?? {}) as ClientCapabilities;
        return;
      }
      if (request.command === "disconnect") {
        await this.#runs.dispose();
        this.#reply(response, undefined);
        await this.end();
        return;
      }
      const handler = Object.hasOwn(this.#handlers, request.command) ? this.#handlers[request.command] : undefined;
      if (handler === undefined) throw unknownRequest(request.command);
      const { body, after } = await handler(request.arguments as unknown) ?? {};
      this.#reply(response, body);
      if (request.command === "launch" || request.command === "attach") this.#initialized();
      await after?.();
    } catch (error) {
      this.#fail(response, request, error);
    }
  }

  #reply(response: DebugProtocol.Response, body: object | undefined): void {
    if (body !== undefined) response.body = body;
    this.sendResponse(response);
  }

  #fail(response: DebugProtocol.Response, request: DebugProtocol.Request, error: unknown): void {
    const known = toKnown(error);
    if (response.seq > 0) {
      // The reply is out already, so what went wrong afterwards can only be told.
      this.#sendDapEvent("output", { category: "stderr", output: `${known?.message ?? String(error)}\n` });
      return;
    }
    if (known === undefined) process.stderr.write(`stepwise: ${request.command}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    const { message, showUser } = known ?? internalFailure(request.command);
    response.success = false;
    response.message = message;
    // `format` is a template: braces that are part of the sentence go through a variable.
    response.body = { error: { id: 1, format: "{_message}", variables: { _message: message }, showUser: showUser && !isToldByAsker(request.command) } };
    this.sendResponse(response);
  }

  #initialized(): void {
    if (this.#early === undefined) return;
    const early = this.#early;
    this.#early = undefined;
    this.sendEvent(new Event("initialized"));
    for (const event of early) this.sendEvent(event);
  }

  #sendDapEvent(event: string, body: object | undefined): void {
    if (this.#ended) return;
    const message = new Event(event, body);
    if (this.#early === undefined || awaitedByLaunch.has(event)) this.sendEvent(message);
    else this.#early.push(message);
  }
}

/** Mistakes of the user's, wherever they were found, are shown as they are; anything else is a fault of ours. */
function toKnown(error: unknown): DebugError | undefined {
  if (error instanceof DebugError) return error;
  return error instanceof WorkerMistake || error instanceof UsageError || error instanceof RecordingError ? new DebugError(toBounded(error.message)) : undefined;
}
