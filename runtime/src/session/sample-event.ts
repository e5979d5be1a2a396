import { toSample } from "../../../shared/analysis/sample.ts";
import type { EventPayload } from "../executor/executor.ts";
import type { JsonValue } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { defaultEvent } from "./choose.ts";
import { analyzeProgram } from "./program-files.ts";

/** An event that starts the function, with data that its declared schema accepts as far as the schema can be read as text. */
export type CreateSampleEvent = (fn: FunctionConfig) => EventPayload;

/** Data of an event as its declaration says; undefined where the program has none. */
export function readSampleData(program: string, eventName: string): JsonValue | undefined {
  const declaration = analyzeProgram(program).flatMap((file) => file.declarations).find(({ name, data }) => name === eventName && data !== undefined);
  return declaration === undefined ? undefined : toSample(declaration.data) as JsonValue;
}

/** Reads the program's source text once, which needs none of its code to be loaded. */
export function readSampleEvents(program: string): CreateSampleEvent {
  const declarations = analyzeProgram(program).flatMap((file) => file.declarations);
  return (fn) => {
    const event = defaultEvent(fn);
    const declaration = declarations.find(({ name, data }) => name === event.name && data !== undefined);
    return declaration === undefined ? event : { ...event, data: toSample(declaration.data) as JsonValue };
  };
}
