/** Pure: the rows of the Inngest Steps view. Each state is an icon and a word. */
import type { EmittedRow, RunSteps, StepPlace, StepRow, StepState } from "../../../shared/protocol/steps.ts";
import { isSleep } from "./inline-texts.ts";

export interface Row {
  /** The same for a step from one answer to the next. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says: what the icon tells those who see it. */
  readonly spoken: string;
  readonly icon: string;
  /** Theme colour of the icon. */
  readonly colour?: string;
  readonly place?: StepPlace;
  /** Whether a run stops before this step; left out where the row has no check box. */
  readonly checked?: boolean;
  readonly contextValue: "step" | "unplacedStep" | "emittedEvents" | "emittedEvent";
  /** What is copied: the event's id. */
  readonly text?: string;
  readonly children: readonly Row[];
}

interface Look {
  readonly word: string;
  readonly icon: string;
  readonly colour?: string;
}

const looks: Readonly<Record<StepState, Look>> = {
  notReached: { word: "not reached", icon: "circle-outline", colour: "disabledForeground" },
  planned: { word: "planned", icon: "circle-large-outline" },
  next: { word: "next", icon: "debug-stackframe", colour: "debugIcon.breakpointCurrentStackframeForeground" },
  running: { word: "running", icon: "sync" , colour: "debugIcon.startForeground" },
  waiting: { word: "waiting", icon: "watch", colour: "debugIcon.pauseForeground" },
  memoized: { word: "memoized", icon: "pass-filled", colour: "testing.iconPassed" },
  failed: { word: "failed", icon: "error", colour: "testing.iconFailed" },
};

/** The run and where it stands; a run that is stopped before a step is not running. */
export function toTitle({ name, status, steps }: RunSteps): string {
  return `${name} · ${steps.some(({ state }) => state === "next") ? "stopped" : status}`;
}

/** @param isChecked Whether a breakpoint is set at a step. */
export function toRows({ steps, emitted }: RunSteps, isChecked: (place: StepPlace) => boolean): Row[] {
  const seen = new Map<string, number>();
  const rows = steps.map((step): Row => {
    const count = seen.get(step.id) ?? 0;
    seen.set(step.id, count + 1);
    return toStepRow(step, `${step.id}#${String(count)}`, isChecked);
  });
  // The editor remembers by its key whether a row is open, and one without children is not.
  return [...rows, {
    key: emitted.length === 0 ? "nothing emitted" : "emitted", label: "Emitted events", description: String(emitted.length), spoken: `Emitted events, ${String(emitted.length)}`, icon: "broadcast", contextValue: "emittedEvents", children: emitted.map(toEmittedRow),
  }];
}

function toStepRow(step: StepRow, key: string, isChecked: (place: StepPlace) => boolean): Row {
  const { id, tool, state, attempt, place } = step;
  const value = isSleep(step) ? undefined : step.value;
  const { word, icon, colour } = looks[state];
  const details = [...(attempt === undefined ? [] : [`attempt ${String(attempt)}`]), value ?? tool].join(" · ");
  return {
    // In a narrow side bar there is room for a word or for the result, which the icon does not tell.
    key, label: id, description: value === undefined ? `${word} · ${details}` : details, spoken: `${id}, ${word}, ${details}`, icon, contextValue: place === undefined ? "unplacedStep" : "step", children: [],
    ...(colour === undefined ? {} : { colour }), ...(place === undefined ? {} : { place, checked: isChecked(place) }),
  };
}

function toEmittedRow({ id, name, step, place, runs }: EmittedRow): Row {
  const by = step === undefined ? "outside a step" : step;
  const description = `${id} · ${by} · ${runs === 1 ? "1 run" : `${String(runs)} runs`}`;
  return {
    key: `emitted/${id}`, label: name, description, spoken: `event ${name}, ${description}`, icon: "zap", contextValue: "emittedEvent", text: id, children: [],
    ...(place === undefined ? {} : { place }),
  };
}
