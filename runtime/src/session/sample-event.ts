import { createEventIndex } from "../../../shared/analysis/event-model.ts";
import { sampleOfEvent } from "../../../shared/analysis/event-sample.ts";
import type { EventPayload } from "../executor/events.ts";
import type { JsonValue } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { defaultEvent } from "./choose.ts";
import { analyzeProgram } from "./program-files.ts";

/** An event that starts the function, with data that its declared schema accepts, or that its listeners read, as far as the text tells. */
export type CreateSampleEvent = (fn: FunctionConfig) => EventPayload;

/** Data of an event as its declaration says, else as the program uses it; undefined where nothing tells. */
export function readSampleData(program: string, eventName: string): JsonValue | undefined {
  return readSamples(program)(eventName);
}

/** Reads the program's source text once, which needs none of its code to be loaded. */
export function readSampleEvents(program: string): CreateSampleEvent {
  const sampleOf = readSamples(program);
  return (fn) => {
    const event = defaultEvent(fn);
    const data = sampleOf(event.name);
    return data === undefined ? event : { ...event, data };
  };
}

function readSamples(program: string): (eventName: string) => JsonValue | undefined {
  const models = new Map(analyzeProgram(program).map((model) => [model.path, model]));
  const index = createEventIndex(models.values());
  return (eventName) => {
    const event = index.event(eventName);
    return event && sampleOfEvent(event, (path) => models.get(path)) as JsonValue | undefined;
  };
}
