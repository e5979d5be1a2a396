import { commands, type Disposable } from "vscode";
import { runFunctionCommand, toFunctionTarget } from "../../../shared/protocol/commands.ts";
import { isKeyBeforeLaunchFile, startFunction } from "../start-function.ts";

/** Runs a function from end to end, with its steps and emitted events in the Debug Console. */
export function registerRunFunction(): Disposable {
  return commands.registerCommand(runFunctionCommand, (argument: unknown) =>
    (isKeyBeforeLaunchFile(argument) ? commands.executeCommand("workbench.action.debug.run") : startFunction(toFunctionTarget(argument), { noDebug: true })));
}
