import { commands, type Disposable } from "vscode";
import { debugFunctionCommand, toFunctionTarget } from "../../../shared/protocol/commands.ts";
import { isKeyBeforeLaunchFile, startFunction } from "../start-function.ts";

/** Debugs a function, stopping before its steps. */
export function registerDebugFunction(): Disposable {
  return commands.registerCommand(debugFunctionCommand, (argument: unknown) =>
    (isKeyBeforeLaunchFile(argument) ? commands.executeCommand("workbench.action.debug.start") : startFunction(toFunctionTarget(argument), { noDebug: false })));
}
