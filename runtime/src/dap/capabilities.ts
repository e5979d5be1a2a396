/** What the adapter can do. One line each; nothing is listed that does not work. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DebugError } from "./errors.ts";

export function capabilities(args: unknown): DebugProtocol.Capabilities {
  const { pathFormat, linesStartAt1, columnsStartAt1 } = (args ?? {}) as Partial<DebugProtocol.InitializeRequestArguments>;
  if (pathFormat !== undefined && pathFormat !== "path") throw new DebugError("only native paths are supported: set `pathFormat` to `path`");
  if (linesStartAt1 === false || columnsStartAt1 === false) throw new DebugError("only lines and columns from 1 are supported");
  return {
    // Breakpoints arrive before the first run starts.
    supportsConfigurationDoneRequest: true,
    // `stepBack` and `reverseContinue` undo memoized steps; steps that run again send new events.
    supportsStepBack: true,
    // Reruns from a step, keeping what came before; on the handler from its start.
    supportsRestartFrame: true,
    // Goes back to a memoized step.
    supportsGotoTargetsRequest: true,
    // One of several parallel steps.
    supportsStepInTargetsRequest: true,
    // The event, a memoized output, the input of the next step; a path names them.
    supportsSetVariable: true,
    supportsSetExpression: true,
    // Restart loads the program anew, so edits take effect.
    supportsRestartRequest: true,
    // Terminate ends the runs; the session ends with the disconnect that follows.
    supportsTerminateRequest: true,
    // A function id or a step id.
    supportsFunctionBreakpoints: true,
    // An event name: stops whoever sends it.
    supportsDataBreakpoints: true,
    // An expression as in a trigger's `if`.
    supportsConditionalBreakpoints: true,
    supportsHitConditionalBreakpoints: true,
    // Property paths in braces are filled in.
    supportsLogPoints: true,
    supportsExceptionInfoRequest: true,
    exceptionBreakpointFilters: [
      { filter: "step-attempt-failed", label: "Step attempt failed", description: "Stops before the next attempt of a step that threw", default: false },
      { filter: "step-failed", label: "Step failed for good", description: "Stops when a step has no attempts left", default: false },
      { filter: "run-failed", label: "Run failed", description: "Stops where a run failed, before the session ends", default: true },
      { filter: "non-determinism", label: "Not deterministic", description: "Stops where a replay went another way than before: it did not come to a step again, came to another kind of step under its id, or found new ones without end", default: false },
    ],
    supportsEvaluateForHovers: true,
    // Commands and paths of the Debug Console.
    supportsCompletionsRequest: true,
    completionTriggerCharacters: [".", "[", " "],
    // A value for the clipboard is given complete.
    supportsClipboardContext: true,
    supportsDelayedStackTraceLoading: true,
  };
}
