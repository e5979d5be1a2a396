import { commands, type Disposable } from "vscode";
import { debugFunctionCommand, toFunctionTarget } from "../../../shared/protocol/commands.ts";
import { startFunction } from "../start-function.ts";

/** Debugs a function, stopping before its steps. */
export function registerDebugFunction(): Disposable {
  return commands.registerCommand(debugFunctionCommand, (argument: unknown) => startFunction(toFunctionTarget(argument), { noDebug: false }));
}
