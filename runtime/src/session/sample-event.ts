import { toSample } from "../../../shared/analysis/sample.ts";
import type { EventPayload } from "../executor/executor.ts";
import type { JsonValue } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { defaultEvent } from "./choose.ts";
import { analyzeProgram } from "./program-files.ts";

/** An event that starts the function, with data that its declared schema accepts as far as the schema can be read as text. */
export function createSampleEvent(fn: FunctionConfig, program: string): EventPayload {
  const event = defaultEvent(fn);
  const declaration = analyzeProgram(program).flatMap(({ declarations }) => declarations).find(({ name, data }) => name === event.name && data !== undefined);
  return declaration === undefined ? event : { ...event, data: toSample(declaration.data) as JsonValue };
}
