/** Hovers: on a step what it is and what it is memoized under; on an event what it carries and who has to do with it. */
import type { EventModel, FileModel, FunctionModel, Location, Snapshot, Span, StepCall, StepTool } from "../../../shared/analysis/model.ts";
import { hashStepId, repeatedStepId } from "../../../shared/inngest/step-id.ts";
import { LineMap } from "../line-map.ts";
import { eventMentionAt } from "./event-mentions.ts";
import { findStepAt } from "./places.ts";
import { isSameCall, knownStepId } from "./step-mentions.ts";
import { typeBlock } from "./shape-text.ts";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** Address of a place for a Markdown link; `line` counts from 1. */
export type ToLink = (path: string, line: number) => string;

const shownPlaces = 8;

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

export function hover(snapshot: Snapshot, path: string, offset: number, toLink: ToLink): Hover | undefined {
  const file = snapshot.file(path);
  if (!file) return undefined;
  const link = (place: Location): string => toPlace(snapshot, file, place, toLink);
  const event = eventMentionAt(file, offset);
  if (event) return { span: event.location.span, markdown: eventMarkdown(event.name, snapshot.event(event.name), link) };
  const step = findStepAt(file, offset);
  if (!step) return undefined;
  const span = step.id.kind === "id" && step.id.span.start <= offset ? step.id.span : step.calleeSpan;
  return { span, markdown: stepMarkdown(step, snapshot, link) };
}

function stepMarkdown(step: StepCall, snapshot: Snapshot, link: (place: Location) => string): string {
  const known = knownStepId(step);
  const title = `**step.${step.tool}**${known === undefined ? "" : ` ${code(known)}`} ${tools[step.tool]}.`;
  if (known === undefined) return title;
  const once = repeatedStepId(known, 1);
  const hashes = `Memoized under \`${hashStepId(known)}\`; when it repeats in one run, as ${code(once)} under \`${hashStepId(once)}\`.`;
  const { here, elsewhere } = findSameId(step, known, snapshot);
  return [
    title,
    hashes,
    ...here.length === 0 ? [] : [`**Also in this function:** ${places(here, link)}`],
    ...elsewhere.length === 0 ? [] : [`**The same id in other functions:** ${places(elsewhere, link)}`],
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

function eventMarkdown(name: string, event: EventModel | undefined, link: (place: Location) => string): string {
  const declared = event?.declarations.find(({ data }) => data !== undefined) ?? event?.declarations[0];
  const listeners = event?.listeners ?? [];
  return [
    `**Event** ${code(name)}`,
    ...declared?.data ? [typeBlock("data", declared.data)] : [],
    declared ? `**Declared** in ${link(declared.location)}` : "No schema is declared for it in this workspace.",
    event && event.senders.length > 0 ? `**Sent by** ${places(event.senders, link)}` : "Nothing in this workspace sends it.",
    listeners.length > 0
      ? `**Starts or resumes** ${limited(listeners.map(({ location, functionId, kind }) => `${functionId === undefined ? "" : `${code(functionId)} `}${verbs[kind]} ${link(location)}`), ", ")}`
      : "No function in this workspace listens to it.",
  ].join("\n\n");
}

const verbs = { trigger: "starts at", wait: "waits at", cancelOn: "is cancelled at" } as const;

function places(locations: readonly Location[], link: (place: Location) => string): string {
  return limited(locations.map(link), ", ");
}

function limited(parts: readonly string[], separator: string): string {
  const more = parts.length - shownPlaces;
  return parts.slice(0, shownPlaces).join(separator) + (more > 0 ? ` and ${String(more)} more` : "");
}

/** `[orders.ts:12](…)`; in the file itself just the line. */
function toPlace(snapshot: Snapshot, file: FileModel, { path, span }: Location, toLink: ToLink): string {
  const text = snapshot.file(path)?.text;
  const line = text === undefined ? 1 : new LineMap(text).positionAt(span.start).line + 1;
  const label = path === file.path ? `line ${String(line)}` : `${path.slice(path.lastIndexOf("/") + 1)}:${String(line)}`;
  return `[${label.replaceAll(/[[\]\\]/g, "\\$&")}](${toLink(path, line)})`;
}

/** Inline code whose fence is longer than any run of backticks in it: names come from source text and may hold anything. */
function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = longest > 0 ? " " : "";
  return fence + padding + text.replaceAll(/\s+/g, " ") + padding + fence;
}
