/** A step: what it does, what it is memoized under, and where its id stands again. */
import type { FunctionModel, Location, Snapshot, StepCall, StepTool } from "../../../../shared/analysis/model.ts";
import { hashStepId, repeatedStepId } from "../../../../shared/inngest/step-id.ts";
import { isSameCall, knownStepId } from "../step-mentions.ts";
import { code, places } from "./markdown.ts";

const tools: Readonly<Record<StepTool, string>> = {
  run: "runs code once, retries it when it throws and memoizes what it returns",
  sendEvent: "sends events once and memoizes their ids",
  sleep: "sleeps for a duration",
  sleepUntil: "sleeps until a point in time",
  waitForEvent: "waits for an event; `null` when it times out",
  waitForSignal: "waits for a signal; `null` when it times out",
  sendSignal: "sends a signal to a run that waits for it",
  invoke: "runs another function and memoizes its result",
  fetch: "makes an HTTP request outside the function and memoizes the response",
  "ai.wrap": "calls a model provider in a step and memoizes the answer",
  "ai.infer": "has Inngest call a model provider and memoizes the answer",
  "realtime.publish": "publishes a message to a realtime channel",
};

export function hoverStep(snapshot: Snapshot, step: StepCall, link: (place: Location) => string): string {
  const known = knownStepId(step);
  const title = `**Step**${known === undefined ? "" : ` ${code(known)}`}: ${tools[step.tool]}`;
  if (known === undefined) return title;
  const hashes = `**Memoized** under \`${hashStepId(known)}\`; repeated in one run, it is ${code(repeatedStepId(known, 1))}`;
  const { here, elsewhere } = findSameId(step, known, snapshot);
  return [
    title,
    hashes,
    ...here.length === 0 ? [] : [`**Also in this function** at ${places(here, link)}`],
    ...elsewhere.length === 0 ? [] : [`**The same id in other functions** at ${places(elsewhere, link)}`],
  ].join("\n\n");
}

/** Where else an id stands: in a function that executes the step too, or in another one, which is no conflict. */
function findSameId(step: StepCall, id: string, snapshot: Snapshot): { here: Location[]; elsewhere: Location[] } {
  const here = new Map<string, Location>();
  const elsewhere = new Map<string, Location>();
  const executes = (fn: FunctionModel): boolean => fn.steps.some(({ call }) => isSameCall(call, step));
  for (const fn of snapshot.functions()) {
    const target = executes(fn) ? here : elsewhere;
    for (const { call } of fn.steps) {
      if (isSameCall(call, step) || knownStepId(call) !== id) continue;
      target.set(`${call.path}:${String(call.span.start)}`, { path: call.path, span: call.id.span });
    }
  }
  for (const key of here.keys()) elsewhere.delete(key);
  return { here: [...here.values()], elsewhere: [...elsewhere.values()] };
}
