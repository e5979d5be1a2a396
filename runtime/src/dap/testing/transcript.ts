/**
 * Drives the adapter over real stdio and writes down what happens: `>` request, `<` event, indented state. Ids, times and
 * paths are masked, so that the same run gives the same text. `UPDATE=1` rewrites the stored transcripts.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import type { TestContext } from "node:test";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { listProcesses } from "../../../../test/processes.ts";

const adapter = path.join(import.meta.dirname, "adapter.ts");

/** Milliseconds after which what was waited for does not come any more. */
const mostMs = 180_000;

/** An event to wait for: `stopped 1`, `exited 2` (a thread), `terminated`. */
export type Awaited = string;

export interface Transcript {
  readonly client: DebugClient;
  /** Process id of the adapter. */
  readonly pid: number;
  /** The adapter's standard input. */
  readonly input: Writable;
  /** Sends a request and writes it down; a refusal is part of the transcript. */
  request(command: string, args?: object): Promise<DebugProtocol.Response>;
  /** As a client that answers `startDebugging`, or not. */
  launch(args: object, breakpoints?: Readonly<Record<string, readonly object[]>>, options?: { readonly capable?: boolean }): Promise<void>;
  /** Answers the next request that the adapter makes of its client with a refusal. */
  refuse(command: string, message: string): void;
  /** Waits until each of these events has arrived, then writes down everything that has. */
  until(...events: readonly Awaited[]): Promise<void>;
  /** Writes down the stack of a stopped thread and the scopes named. */
  state(threadId: number, ...scopes: readonly string[]): Promise<void>;
  /** The frame at this depth of a stopped thread. */
  frame(threadId: number, depth: number): Promise<DebugProtocol.StackFrame>;
  /** Sets the value at the end of a path of rows, which begins with a scope. */
  set(threadId: number, rows: readonly string[], value: string): Promise<void>;
  setExpression(threadId: number, expression: string, value: string): Promise<void>;
  /** Types a line into the Debug Console, with the focus on a stopped thread. */
  type(threadId: number | undefined, line: string): Promise<void>;
  /** Writes down what completes the text before the cursor. */
  complete(threadId: number | undefined, text: string): Promise<void>;
  note(line: string): void;
  /** Arguments of the next request that the adapter makes of its client. */
  asked(command: string): Promise<unknown>;
  /** Process ids of the debugged programs: the adapter's children, without the bundler's own process. */
  programs(): Promise<readonly number[]>;
  /** Resolves when the adapter's process has ended. */
  exited(): Promise<void>;
  /** Ends the adapter; fails when something arrived that no `until` has read. Gives the whole text. */
  close(): Promise<string>;
}

/** `folder` is masked; the adapter is killed when the test ends, however it ends. */
export async function startTranscript(test: TestContext, folder: string): Promise<Transcript> {
  const client = new DebugClient(process.execPath, adapter, "inngest", undefined, true);
  client.defaultTimeout = mostMs;
  const lines: string[] = [];
  let unread: DebugProtocol.Event[] = [];
  const all: DebugProtocol.Event[] = [];
  let wake: (() => void) | undefined;
  let lastSeq = 0;

  const emit = client.emit.bind(client);
  client.emit = (name: string | symbol, ...args: unknown[]): boolean => {
    const [event] = args as DebugProtocol.Event[];
    if (event?.type === "event") {
      assert.ok(event.seq > lastSeq, "events arrive in the order of their numbers");
      lastSeq = event.seq;
      unread.push(event);
      all.push(event);
      wake?.();
    }
    return emit(name, ...args);
  };
  await client.start();
  const { _adapterProcess: adapterProcess } = client as unknown as { readonly _adapterProcess: ChildProcess & { readonly pid: number; readonly stdin: Writable; readonly stdout: Readable } };
  const { pid } = adapterProcess;
  const exited = new Promise<void>((resolve) => { adapterProcess.once("exit", () => { resolve(); }); });
  test.after(() => { adapterProcess.kill("SIGKILL"); });

  const send = (command: string, args: object): Promise<DebugProtocol.Response> => (client as unknown as { send(command: string, args: object): Promise<DebugProtocol.Response> }).send(command, args);
  const answered = async (command: string, args: object): Promise<void> => {
    try {
      lines.push(`  = ${((await send(command, args)).body as { readonly value: string }).value}`);
    } catch (error) {
      lines.push(`  refused: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  /** The client of the tests knows no requests of an adapter, so they are read here. */
  const readRequest = (command: string): Promise<DebugProtocol.Request> => new Promise((resolve) => {
    let text = "";
    adapterProcess.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const request = text.split(/Content-Length: \d+\r\n\r\n/).find((message) => message.includes('"type":"request"') && message.includes(`"command":"${command}"`));
      if (request?.endsWith("}") === true) resolve(JSON.parse(request) as DebugProtocol.Request);
    });
  });

  const transcript: Transcript = {
    client, pid, input: adapterProcess.stdin,
    async request(command, args = {}) {
      lines.push(`> ${command}${toText(args, folder)}`);
      try {
        return await send(command, args);
      } catch (error) {
        lines.push(`  refused: ${error instanceof Error ? error.message : String(error)}`);
        return { success: false } as DebugProtocol.Response;
      }
    },
    async launch(args, breakpoints = {}, { capable = true } = {}) {
      await client.initializeRequest({ adapterID: "inngest", pathFormat: "path", linesStartAt1: true, columnsStartAt1: true, supportsStartDebuggingRequest: capable });
      const launched = await transcript.request("launch", args);
      if (!launched.success) return;
      await transcript.until("initialized");
      for (const [file, requested] of Object.entries(breakpoints)) {
        const { body } = await transcript.request("setBreakpoints", { source: { path: path.join(folder, file) }, breakpoints: requested }) as DebugProtocol.SetBreakpointsResponse;
        for (const { verified, line, message } of body.breakpoints) lines.push(`  ${verified ? "verified" : "unverified"} line ${line}${message === undefined ? "" : `: ${message}`}`);
      }
      await transcript.request("configurationDone");
    },
    async until(...events) {
      const waiting = new Set(events);
      const see = (): void => {
        for (const event of unread) waiting.delete(toAwaited(event));
      };
      for (see(); waiting.size > 0; see()) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => { reject(new Error(`no ${[...waiting].join(", ")} after:\n${[...lines, ...toLines(unread, folder)].join("\n")}`)); }, mostMs);
          wake = () => { clearTimeout(timer); resolve(); };
        });
      }
      const read = unread;
      unread = [];
      lines.push(...toLines(read, folder));
    },
    async state(threadId, ...scopeNames) {
      const { body: { stackFrames } } = await client.stackTraceRequest({ threadId });
      for (const { name, source, line } of stackFrames) lines.push(`  ${name}${source === undefined ? "" : ` ${source.name}:${line}`}`);
      const [top] = stackFrames;
      if (top === undefined || scopeNames.length === 0) return;
      const { body: { scopes } } = await client.scopesRequest({ frameId: top.id });
      for (const { name, variablesReference } of scopes.filter((scope) => scopeNames.includes(scope.name))) {
        lines.push(`    ${name}:`);
        await showVariables(client, variablesReference, { lines, indent: 6, depth: name === "Emitted events" ? 1 : 0 });
      }
    },
    async frame(threadId, depth) {
      const { body: { stackFrames } } = await client.stackTraceRequest({ threadId });
      const frame = stackFrames[depth];
      assert.ok(frame);
      return frame;
    },
    async set(threadId, rows, value) {
      const { body: { scopes } } = await client.scopesRequest({ frameId: (await transcript.frame(threadId, 0)).id });
      let reference = scopes.find(({ name }) => name === rows[0])?.variablesReference ?? 0;
      for (const row of rows.slice(1, -1)) {
        const { body: { variables } } = await client.variablesRequest({ variablesReference: reference });
        reference = variables.find(({ name }) => name === row)?.variablesReference ?? 0;
      }
      lines.push(`> set ${rows.join(" / ")} to ${value}`);
      await answered("setVariable", { variablesReference: reference, name: rows.at(-1) ?? "", value });
    },
    async setExpression(threadId, expression, value) {
      lines.push(`> set ${expression} to ${value}`);
      await answered("setExpression", { expression, value, frameId: (await transcript.frame(threadId, 0)).id });
    },
    async type(threadId, line) {
      lines.push(`> type ${line}`);
      const frame = threadId === undefined ? {} : { frameId: (await transcript.frame(threadId, 0)).id };
      try {
        const { result } = (await send("evaluate", { expression: line, context: "repl", ...frame })).body as { readonly result: string };
        lines.push(...result.split("\n").map((each) => `  ${each}`.trimEnd()));
      } catch (error) {
        lines.push(`  refused: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    async complete(threadId, text) {
      const frame = threadId === undefined ? {} : { frameId: (await transcript.frame(threadId, 0)).id };
      const { body: { targets } } = await send("completions", { text, column: text.length + 1, ...frame }) as DebugProtocol.CompletionsResponse;
      lines.push(`> complete ${text}`, `  ${targets.map(({ label, text: inserted, start = 0, length = 0 }) => `${text.slice(start, start + length)}|${inserted ?? label}`).join(" ")}`.trimEnd());
    },
    note: (line) => { lines.push(line); },
    asked: async (command) => (await readRequest(command)).arguments,
    refuse(command, message) {
      void readRequest(command).then(({ seq }) => {
        const response = JSON.stringify({ type: "response", seq: 100_000, request_seq: seq, command, success: false, message });
        adapterProcess.stdin.write(`Content-Length: ${Buffer.byteLength(response)}\r\n\r\n${response}`);
      });
    },
    programs: () => findPrograms(pid),
    exited: () => exited,
    async close() {
      await client.stop().catch(() => undefined);
      assert.deepEqual(toLines(unread, folder), [], "everything that arrived was read");
      return `${mask(lines, folder).join("\n")}\n`;
    },
  };
  return transcript;
}

async function showVariables(client: DebugClient, variablesReference: number, { lines, indent, depth }: { readonly lines: string[]; readonly indent: number; readonly depth: number }): Promise<void> {
  if (variablesReference === 0) return;
  const { body: { variables } } = await client.variablesRequest({ variablesReference });
  for (const variable of variables) {
    lines.push(`${" ".repeat(indent)}${variable.name}: ${variable.value}`);
    if (depth > 0) await showVariables(client, variable.variablesReference, { lines, indent: indent + 2, depth: depth - 1 });
  }
}

function toAwaited({ event, body }: DebugProtocol.Event): Awaited {
  const { threadId, reason } = (body ?? {}) as { readonly threadId?: number; readonly reason?: string };
  if (event === "stopped") return `stopped ${threadId}`;
  if (event === "thread") return `${reason} ${threadId}`;
  return event;
}

function toLines(events: readonly DebugProtocol.Event[], folder: string): readonly string[] {
  const lines = events.map(({ event, body }): string => {
    const { reason, threadId, category, output, source, line, description, text, exitCode, preserveFocusHint } = (body ?? {}) as Record<string, unknown>;
    if (event === "stopped") return `< stopped ${String(threadId)} (${String(reason)}): ${String(description)}${text === undefined ? "" : `: ${String(text)}`}${preserveFocusHint === true ? ", focus stays" : ""}`;
    if (event === "thread") return `< thread ${String(threadId)} ${String(reason)}`;
    if (event === "exited") return `< exited with ${String(exitCode)}`;
    if (event === "breakpoint") return `< breakpoint ${toBreakpointText(body)}`;
    if (event !== "output") return `< ${event}`;
    const at = source === undefined ? "" : ` @ ${path.relative(folder, (source as { path: string }).path).replaceAll("\\", "/")}:${String(line)}`;
    return `< ${String(category)} ${String(output).trimEnd()}${at}`;
  });
  return lines;
}

const toBreakpointText = (body: unknown): string => {
  const { reason, breakpoint: { verified, line, message } } = body as DebugProtocol.BreakpointEvent["body"];
  return `${reason} ${verified ? "verified" : "unverified"} line ${line}${message === undefined ? "" : `: ${message}`}`;
};

const toText = (args: object, folder: string): string => (Object.keys(args).length === 0 ? "" : ` ${JSON.stringify(args).replaceAll(JSON.stringify(folder).slice(1, -1), "<folder>")}`);

/** Replaces what differs from run to run by its order of appearance. */
function mask(lines: readonly string[], folder: string): readonly string[] {
  const names = new Map<string, string>();
  const runs = lines.flatMap((line) => /^< stdout ▷ \S+ (\S{4}) /.exec(line)?.[1] ?? []);
  const toName = (found: string): string => {
    const name = names.get(found) ?? `<id ${names.size + 1}>`;
    names.set(found, name);
    return name;
  };
  return lines.map((line) => line
    .replaceAll(folder, "<folder>")
    .replace(/<folder>[^\s:"]*/g, (place) => place.replaceAll("\\\\", "/").replaceAll("\\", "/"))
    // The SDK prints its own frames and the worker's; where they stand is no concern of a transcript.
    .replace(/\n\s+at [^\n]*(?:node:|node_modules|runtime\/src\/worker|file:\/\/)[^\n{]*/g, "")
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\b/g, "<time>")
    .replace(/\b1[5-9]\d{11}\b/g, "<ms>")
    // Backoff has jitter.
    .replace(/clock \+[\d.]+ s\b/g, "clock +<backoff>")
    .replace(/(duration: ).*/, "$1<duration>")
    .replace(/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, toName)
    .replace(/(?<= )[0-9a-hjkmnp-tv-z]{4}(?=[ :,]|$)/g, (short) => (runs.includes(short) ? `<run ${runs.indexOf(short) + 1}>` : short)));
}

/** Compares with the stored transcript `<name>.txt` beside the test, or rewrites it with `UPDATE=1`. */
export function checkTranscript(name: string, text: string): void {
  const file = path.join(import.meta.dirname, "transcripts", `${name}.txt`);
  if (process.env["UPDATE"] === "1" || !existsSync(file)) {
    assert.equal(process.env["UPDATE"], "1", `there is no transcript ${name}: run with UPDATE=1 and read what it says`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, "utf8"));
}

async function findPrograms(adapter: number): Promise<readonly number[]> {
  const programs = (await listProcesses()).filter(({ parent, command }) => parent === adapter && !/\besbuild(\.exe)?"? --service/.test(command));
  return programs.map(({ pid }) => pid);
}

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
