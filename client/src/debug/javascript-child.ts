/** VS Code's own JavaScript debugger as a child of our sessions, when the adapter asks for it. */
import path from "node:path";
import { debug, DebugConsoleMode, extensions, SourceBreakpoint, type DebugConfiguration, type DebugSession, type Disposable } from "vscode";
import { attachJavaScriptEvent, javaScriptAttribute, javaScriptFailedRequest, type AttachJavaScript, type JavaScriptSupport } from "../../../shared/protocol/javascript-debugger.ts";

/** Tells the adapter that JavaScript can be debugged; leaves the configuration alone where the built-in debugger is switched off. */
export function offerJavaScript(configuration: DebugConfiguration): DebugConfiguration {
  if (extensions.getExtension("ms-vscode.js-debug") === undefined) return configuration;
  const breakpoints = debug.breakpoints.flatMap((breakpoint) => {
    if (!(breakpoint instanceof SourceBreakpoint) || !breakpoint.enabled || breakpoint.location.uri.scheme !== "file") return [];
    const { uri, range } = breakpoint.location;
    return [{ path: uri.fsPath, line: range.start.line + 1, ...(range.start.character > 0 ? { column: range.start.character + 1 } : {}) }];
  });
  return { ...configuration, [javaScriptAttribute]: { breakpoints } satisfies JavaScriptSupport };
}

/** Starts the child when the adapter asks; ends with its parent, since VS Code would leave it running. */
export function registerJavaScriptChild(debugType: string): Disposable[] {
  const children = new Map<string, Set<DebugSession>>();
  return [
    debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type === debugType && event === attachJavaScriptEvent) void start(session, body as AttachJavaScript);
    }),
    debug.onDidStartDebugSession((session) => {
      const { parentSession } = session;
      // The debugger's own name for it is `Remote Process [0]`.
      if (parentSession?.parentSession?.type === debugType) session.name = path.basename(String(parentSession.parentSession.configuration["program"]));
      if (parentSession?.type === debugType) children.set(parentSession.id, (children.get(parentSession.id) ?? new Set()).add(session));
    }),
    debug.onDidTerminateDebugSession((session) => {
      for (const child of children.get(session.id) ?? []) void debug.stopDebugging(child);
      children.delete(session.id);
      if (session.parentSession !== undefined) children.get(session.parentSession.id)?.delete(session);
    }),
  ];
}

async function start(parent: DebugSession, { configuration }: AttachJavaScript): Promise<void> {
  // One toolbar, one console: what is debugged is one program. `compact` would hide our threads.
  const options = { parentSession: parent, lifecycleManagedByParent: true, compact: false, consoleMode: DebugConsoleMode.MergeWithParent, suppressSaveBeforeStart: true, suppressDebugView: true };
  const isStarted = await debug.startDebugging(parent.workspaceFolder, configuration, options).then((started) => started, () => false);
  if (!isStarted) await parent.customRequest(javaScriptFailedRequest).then(undefined, () => undefined);
}
