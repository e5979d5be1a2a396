/** Everything of the client that belongs to debug sessions. */
import { debug, DebugAdapterExecutable, DebugConfigurationProviderTriggerKind, Uri, type Disposable, type ExtensionContext } from "vscode";
import { registerAnswerWait } from "../commands/answer-wait.ts";
import { registerFailStep } from "../commands/fail-step.ts";
import { registerMockStep } from "../commands/mock-step.ts";
import { registerMoveClock } from "../commands/move-clock.ts";
import { registerSendEvent } from "../commands/send-event.ts";
import { createConfigurationProvider, createDynamicProvider, type FindFunctions } from "./configuration-provider.ts";
import { registerJavaScriptChild } from "./javascript-child.ts";
import { registerNetworkQuestions } from "./network-questions.ts";
import { registerWaitChoices } from "./wait-choices.ts";

const debugType = "inngest";

/** Registers the debugger. The adapter runs in a process of its own, on the editor's own Node. */
export function registerDebugging(context: ExtensionContext, findFunctions: FindFunctions): Disposable[] {
  const cli = Uri.joinPath(context.extensionUri, "dist", "cli.js").fsPath;
  return [
    registerWaitChoices(), registerAnswerWait(), registerFailStep(), registerMockStep(), registerMoveClock(), registerSendEvent(),
    debug.registerDebugAdapterDescriptorFactory(debugType, {
      createDebugAdapterDescriptor: () => new DebugAdapterExecutable(process.execPath, [cli, "dap", "--stdio"], { env: { ELECTRON_RUN_AS_NODE: "1" } }),
    }),
    debug.registerDebugConfigurationProvider(debugType, createConfigurationProvider(findFunctions, context.workspaceState)),
    debug.registerDebugConfigurationProvider(debugType, createDynamicProvider(findFunctions), DebugConfigurationProviderTriggerKind.Dynamic),
    ...registerJavaScriptChild(debugType),
    registerNetworkQuestions(debugType),
  ];
}
