/** Data breakpoints: on an event's name, wherever one is shown. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as v from "valibot";
import { toDapBreakpoint, toDataId } from "./breakpoints.ts";
import { evaluatePath, toRoots } from "./evaluate.ts";
import { integer, read, type RequestHandlers } from "./request-arguments.ts";
import type { Runs } from "./runs-contract.ts";
import { toCurrentStep } from "./frames.ts";
import { toPrintable } from "./text.ts";
import { findPath } from "./variables.ts";

const infoArguments = v.object({ name: v.string(), variablesReference: v.optional(integer), frameId: v.optional(integer) });
const setArguments = v.object({
  breakpoints: v.array(v.object({ dataId: v.string(), condition: v.optional(v.string()), hitCondition: v.optional(v.string()) })),
});

export function dataBreakpointHandlers(runs: Runs): RequestHandlers {
  /** The name of the event that a row or an expression stands for. */
  const findEventName = ({ name, variablesReference, frameId }: v.InferOutput<typeof infoArguments>): string | undefined => {
    const entry = variablesReference === undefined ? undefined : runs.references.find(variablesReference);
    const shown = frameId === undefined ? undefined : runs.frames.get(frameId);
    const run = runs.session().debuggee.run(entry?.origin.runId ?? shown?.frame.runId ?? "");
    const path = entry === undefined ? name : findPath(entry, name);
    if (run === undefined || path === undefined) return undefined;
    const threadId = runs.session().motion.threadOf(run.runId);
    const step = threadId === undefined ? undefined : runs.session().motion.stopOf(threadId)?.stop.step;
    try {
      const value = evaluatePath(path, toRoots(run, toCurrentStep(run, step)));
      // A payload, an event, or the name of one.
      const named: unknown = typeof value === "object" && value !== null ? (value as { readonly name?: unknown }).name : value;
      return typeof named === "string" && (typeof value === "object" || /\bname$/.test(path)) ? named : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    dataBreakpointInfo(args) {
      const asked = read("dataBreakpointInfo", infoArguments, args);
      // A name that is no value, as typed into a list of breakpoints, is the event's own.
      const name = findEventName(asked) ?? (asked.variablesReference === undefined && asked.name.includes("/") ? asked.name.trim() : undefined);
      const description = name === undefined ? "only an event can be watched for: the payload of a step, an emitted event or its name" : `${toPrintable(name, 200)} is emitted`;
      return { body: { dataId: name === undefined ? null : toDataId(name), description, ...(name === undefined ? {} : { accessTypes: ["write"], canPersist: true }) } };
    },
    setDataBreakpoints(args) {
      const { breakpoints } = read("setDataBreakpoints", setArguments, args);
      return { body: { breakpoints: runs.breakpoints.setEvents(breakpoints as DebugProtocol.DataBreakpoint[]).map(toDapBreakpoint) } };
    },
  };
}
