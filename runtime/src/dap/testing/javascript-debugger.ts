/** A JavaScript debugger as far as it speaks the Chrome DevTools Protocol: what an editor's does, without an editor. */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { WebSocket } from "ws";
import type { InspectorMessage } from "../../worker/inspector-channel.ts";
import type { AttachJavaScript } from "../../../../shared/protocol/javascript-debugger.ts";

export interface BreakpointPlace {
  /** Base name of the file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly condition?: string;
}

interface RemoteFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

export interface JavaScriptDebugger {
  /** The next pause, as `file:line` of each frame shown, top first. */
  paused(): Promise<readonly string[]>;
  /** Evaluates in the top frame. */
  evaluate(expression: string): Promise<unknown>;
  move(command: "resume" | "stepOver" | "stepInto" | "stepOut"): Promise<void>;
  /** What the program printed, as the debugger was told: for log points. */
  readonly logged: readonly string[];
  close(): void;
  readonly closed: Promise<void>;
}

/** Joins as an editor's debugger would: enables its domains, sets breakpoints before the program goes on. */
export async function joinAsDebugger({ configuration }: AttachJavaScript, places: readonly BreakpointPlace[] = []): Promise<JavaScriptDebugger> {
  const [bundle] = configuration["outFiles"] as readonly [string];
  const socket = new WebSocket(String(configuration["websocketAddress"]));
  const answers = new Map<number, (message: InspectorMessage) => void>();
  const pauses: { readonly callFrames: readonly RemoteFrame[] }[] = [];
  const logged: string[] = [];
  const scripts = new Map<string, string>();
  let wake: (() => void) | undefined;
  let top: RemoteFrame | undefined;
  let nextId = 1;
  const closed = new Promise<void>((resolve) => { socket.once("close", () => { resolve(); }); });
  await new Promise<void>((resolve, reject) => { socket.once("open", resolve).once("error", reject); });
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString("utf8")) as InspectorMessage;
    if (message.id !== undefined) answers.get(message.id)?.(message);
    if (message.method === "Runtime.consoleAPICalled") logged.push((message.params?.["args"] as { readonly value?: unknown }[]).map(({ value }) => String(value)).join(" "));
    if (message.method === "Debugger.scriptParsed") scripts.set(String(message.params?.["scriptId"]), String(message.params?.["url"]));
    if (message.method !== "Debugger.paused") return;
    pauses.push(message.params as unknown as { readonly callFrames: readonly RemoteFrame[] });
    wake?.();
  });
  const send = (method: string, params: object = {}): Promise<InspectorMessage> => new Promise((resolve) => {
    const id = nextId++;
    answers.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
  });

  const map = readMap(bundle);
  await send("Runtime.enable");
  await send("Debugger.enable");
  await send("Debugger.setAsyncCallStackDepth", { maxDepth: 8 });
  const skipped = (configuration["skipFiles"] as readonly string[]).map(toPattern);
  const { error: refused } = await send("Debugger.setBlackboxPatterns", { patterns: skipped });
  if (refused !== undefined) throw new Error(refused.message);
  for (const place of places) {
    const { lineNumber, columnNumber } = findGenerated(map, place);
    const { result, error } = await send("Debugger.setBreakpointByUrl", { url: pathToFileURL(bundle).href, lineNumber, columnNumber, ...(place.condition === undefined ? {} : { condition: place.condition }) });
    if (error !== undefined || result === undefined) throw new Error(`no breakpoint: ${JSON.stringify(error)}`);
  }
  await send("Runtime.runIfWaitingForDebugger");

  const show = ({ functionName, location }: RemoteFrame): string => {
    const url = scripts.get(location.scriptId) ?? "";
    if (url !== pathToFileURL(bundle).href) return `${functionName} ${path.basename(url)}`;
    const entry = map.findEntry(location.lineNumber, location.columnNumber);
    return "originalSource" in entry ? `${path.basename(fileURLToPath(entry.originalSource))}:${entry.originalLine + 1}` : `${functionName} (generated)`;
  };
  return {
    async paused() {
      while (pauses.length === 0) await new Promise<void>((resolve) => { wake = resolve; });
      const { callFrames } = pauses.shift() ?? { callFrames: [] };
      [top] = callFrames;
      return callFrames.map(show);
    },
    async evaluate(expression) {
      const { result } = await send("Debugger.evaluateOnCallFrame", { callFrameId: top?.callFrameId, expression, returnByValue: true });
      return (result?.["result"] as { readonly value?: unknown } | undefined)?.value;
    },
    async move(command) {
      await send(`Debugger.${command}`);
    },
    logged, closed,
    close: () => { socket.close(); },
  };
}

function readMap(bundle: string): SourceMap {
  const [, encoded = ""] = readFileSync(bundle, "utf8").split("sourceMappingURL=data:application/json;base64,");
  return new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as SourceMapPayload);
}

/** The first place of a line in the bundle, found by asking every place of the bundle where it comes from. */
function findGenerated(map: SourceMap, { file, line }: BreakpointPlace): { readonly lineNumber: number; readonly columnNumber: number } {
  const lines = (map.payload.mappings).split(";").length;
  let found: { readonly lineNumber: number; readonly columnNumber: number; readonly at: number } | undefined;
  for (let lineNumber = 0; lineNumber < lines; lineNumber++) {
    for (let columnNumber = 0; columnNumber < 200; columnNumber++) {
      const entry = map.findEntry(lineNumber, columnNumber);
      if (!("originalSource" in entry) || entry.originalLine !== line - 1 || entry.generatedLine !== lineNumber || path.basename(entry.originalSource) !== file) continue;
      if (found === undefined || entry.originalColumn < found.at) found = { lineNumber, columnNumber: entry.generatedColumn, at: entry.originalColumn };
    }
  }
  if (found === undefined) throw new Error(`${file}:${line} is not in the bundle`);
  return found;
}

const toPattern = (glob: string): string => (glob.startsWith("<node_internals>") ? "^node:" : `${glob.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*\*\/?/g, "§").replace(/\*/g, "[^/]*").replaceAll("§", ".*")}$`);
