import type { CreateSampleEvent } from "./sample-event.ts";

/**
 * Reads the program for sample events when first called, and never for a run that is given its event: it loads
 * TypeScript. The best moment is while the program's own process loads it.
 */
export function createLateSampleEvents(program: string): () => Promise<CreateSampleEvent> {
  let reading: Promise<CreateSampleEvent> | undefined;
  return () => {
    reading ??= import("./sample-event.ts").then(({ readSampleEvents }) => readSampleEvents(program));
    // Told to whoever waits for it; a program that cannot be loaded has nobody do so.
    reading.catch(() => undefined);
    return reading;
  };
}
