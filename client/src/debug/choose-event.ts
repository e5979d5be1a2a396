/** The event that a session starts with, where the configuration leaves it open. */
import type { Memento, Uri } from "vscode";
import type { FunctionSummary } from "../../../shared/protocol/functions.ts";
import { isTriggeredBy, readInlineEvent, toSampleEvent, type LaunchEvent } from "./choose-function.ts";
import { exists, toEventFile } from "./saved-events.ts";

/** The event of the configuration, else the one saved for the function, else the last one used with it, else a sample made from its schema. */
export async function chooseEvent(given: unknown, fn: FunctionSummary, { memory, program }: { readonly memory: Memento; readonly program: Uri }): Promise<unknown> {
  const key = `event:${program.toString()}#${fn.id}`;
  const inline = readInlineEvent(given);
  if (inline !== undefined) await memory.update(key, inline);
  if (given !== undefined) return given;
  const saved = await toEventFile(program, fn.id);
  if (await exists(saved)) return saved.fsPath;
  const last = memory.get<LaunchEvent>(key);
  return last !== undefined && isTriggeredBy(fn, last) ? last : toSampleEvent(fn);
}
