/** The functions of a file with a sample of each event that starts them, for choosing one to run. */
import type { Snapshot } from "../../../shared/analysis/model.ts";
import { sampleOfEvent } from "../../../shared/analysis/event-sample.ts";
import type { FunctionSummary } from "../../../shared/protocol/functions.ts";
import { httpRequest } from "../../../shared/inngest/endpoint-name.ts";
import { LineMap } from "../line-map.ts";
import { findEndpoints } from "./endpoints.ts";

export function summarizeFunctions(snapshot: Snapshot, path: string): FunctionSummary[] {
  const file = snapshot.file(path);
  if (!file) return [];
  const lines = new LineMap(file.text);
  const endpoints = findEndpoints(file).map(({ name, fn: { span } }): FunctionSummary => ({
    id: name, startLine: lines.positionAt(span.start).line, endLine: lines.positionAt(span.end).line,
    triggers: [{ event: httpRequest, sample: { method: "GET", url: "http://localhost:3000/" } }],
  }));
  const functions = file.functions.flatMap(({ path: home, id, span, triggers }) => {
    if (home !== path || id.kind !== "known") return [];
    const events = triggers.flatMap((trigger) => trigger.kind === "event" && trigger.event.name.kind === "known" ? [trigger.event.name.value] : []);
    return [{
      id: id.value,
      startLine: lines.positionAt(span.start).line,
      endLine: lines.positionAt(span.end).line,
      triggers: events.map((event) => ({ event, sample: sampleOf(snapshot, event) })),
    }];
  });
  return [...functions, ...endpoints];
}

function sampleOf(snapshot: Snapshot, name: string): Readonly<Record<string, unknown>> {
  const event = snapshot.event(name);
  const sample = event && sampleOfEvent(event, (path) => snapshot.file(path));
  return typeof sample === "object" && sample !== null && !Array.isArray(sample) ? sample as Readonly<Record<string, unknown>> : {};
}
