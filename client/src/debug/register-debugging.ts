/** Everything of the client that belongs to debug sessions. */
import { debug, DebugAdapterExecutable, Uri, type Disposable, type ExtensionContext } from "vscode";
import { registerAnswerWait } from "../commands/answer-wait.ts";
import { registerAttach } from "../commands/attach.ts";
import { registerEditEvent } from "../commands/edit-event.ts";
import { registerFailStep } from "../commands/fail-step.ts";
import { registerMockStep } from "../commands/mock-step.ts";
import { registerMoveClock } from "../commands/move-clock.ts";
import { registerSendEvent } from "../commands/send-event.ts";
import { createConfigurationProvider } from "./configuration-provider.ts";
import { registerEventSchema } from "./event-schema.ts";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import { registerJavaScriptChild } from "./javascript-child.ts";
import { registerNetworkQuestions } from "./network-questions.ts";
import { registerWaitChoices } from "./wait-choices.ts";

const debugType = "inngest";

/** Registers the debugger. The adapter runs in a process of its own, on the editor's own Node. */
export function registerDebugging(context: ExtensionContext, server: ServerLifecycle): Disposable[] {
  const cli = Uri.joinPath(context.extensionUri, "dist", "cli.js").fsPath;
  return [
    registerWaitChoices(), registerAnswerWait(), registerFailStep(), registerMockStep(), registerMoveClock(), registerSendEvent(), registerAttach(),
    registerEditEvent(server, context), ...registerEventSchema(server),
    debug.registerDebugAdapterDescriptorFactory(debugType, {
      createDebugAdapterDescriptor: () => new DebugAdapterExecutable(process.execPath, [cli, "dap", "--stdio"], { env: { ELECTRON_RUN_AS_NODE: "1" } }),
    }),
    debug.registerDebugConfigurationProvider(debugType, createConfigurationProvider(server, context.workspaceState)),
    ...registerJavaScriptChild(debugType),
    registerNetworkQuestions(debugType),
  ];
}
