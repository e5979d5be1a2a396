/** Whether and how a JavaScript debugger joins a session, and the debug configuration with which it does. */
import path from "node:path";
import * as v from "valibot";
import type { AttachJavaScript, JavaScriptSupport } from "../../../shared/protocol/javascript-debugger.ts";
import { workerFiles } from "../worker/child-port.ts";

export interface JavaScriptArguments {
  /** `event`: a client that knows `attachJavaScriptEvent`; `request`: one that is sent DAP's `startDebugging`. */
  readonly by: "event" | "request";
  /** Type of the child's debug configuration. */
  readonly type: string;
  /** Known before the program loads. */
  readonly breakpoints: JavaScriptSupport["breakpoints"];
}

const support = v.object({ breakpoints: v.array(v.object({ path: v.string(), line: v.number(), column: v.optional(v.number()) })) });

/** `attribute` is `javascript` of the configuration, `told` what the client added to it. A type by name says which debugger the editor has. */
export function readJavaScript(attribute: boolean | string, told: unknown): JavaScriptArguments | undefined {
  if (attribute === false) return undefined;
  if (typeof attribute === "string") return { by: "request", type: attribute, breakpoints: [] };
  const known = v.safeParse(support, told);
  return known.success ? { by: "event", type: "node", breakpoints: known.output.breakpoints as JavaScriptSupport["breakpoints"] } : undefined;
}

export type ChildConfiguration = AttachJavaScript["configuration"];

export function toChildConfiguration(type: string, address: string, bundle: string): ChildConfiguration {
  return {
    type, request: "attach", name: "JavaScript", websocketAddress: address, cwd: path.dirname(bundle),
    continueOnAttach: true, restart: false, attachExistingChildren: false, autoAttachChildProcesses: false,
    // One file has a map of interest: its breakpoints are set before it loads, and no other script is waited for.
    sourceMaps: true, outFiles: [bundle], resolveSourceMapLocations: [bundle], pauseForSourceMap: false,
    skipFiles: ["<node_internals>/**", "**/node_modules/**", workerFiles()],
  };
}
