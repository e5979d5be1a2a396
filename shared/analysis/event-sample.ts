/** Data to start a function with: as its event's declaration says, else as its listeners and senders have it. */
import { inferData } from "./inferred-data.ts";
import type { EventModel, FileModel } from "./model.ts";
import { toGuessedSample, toSample } from "./sample.ts";
import type { SampleValue } from "./sample.ts";

/** Undefined where nothing tells what the data is. */
export function sampleOfEvent(event: EventModel, fileOf: (path: string) => FileModel | undefined): SampleValue | undefined {
  const declared = event.declarations.find(({ data }) => data !== undefined)?.data;
  if (declared) return toSample(declared);
  const inferred = inferData(event, fileOf)?.shape;
  return inferred && toGuessedSample(inferred);
}
