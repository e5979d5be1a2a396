/** What may be written at a place, where it is Inngest's: nothing that TypeScript offers there itself. */
import type { FileModel, Snapshot, Span } from "../../../../shared/analysis/model.ts";
import { completeData } from "./data.ts";
import { completeDuration } from "./durations.ts";
import { completeEventName } from "./event-names.ts";
import { completeInExpression } from "./expressions.ts";
import { completeOption } from "./options.ts";
import { completeSchedule } from "./schedules.ts";
import { completeStepId } from "./step-ids.ts";

export interface CompletionItem {
  readonly label: string;
  readonly kind: "event" | "step" | "key" | "value" | "duration" | "schedule" | "variable" | "function" | "option";
  /** Beside the label, on one line. */
  readonly detail?: string;
  readonly markdown?: string;
  /** What is replaced. */
  readonly span: Span;
  /** With `$1`, `${2:text}` where `snippet` is set. */
  readonly newText: string;
  /** What an editor compares with the text that is replaced up to the cursor: the label when left out. Given, the items are chosen already, and asked for again at the next key. */
  readonly filterText?: string;
  readonly snippet?: boolean;
  /** Lower first; items of one rank go by their label. */
  readonly rank: number;
}

export interface CompletionPlace {
  readonly snapshot: Snapshot;
  readonly file: FileModel;
  readonly offset: number;
}

/** undefined where another source may know more. */
type Source = (place: CompletionPlace) => readonly CompletionItem[] | undefined;

const sources: readonly Source[] = [completeInExpression, completeEventName, completeStepId, completeDuration, completeSchedule, completeData, completeOption];

export function complete(snapshot: Snapshot, path: string, offset: number): readonly CompletionItem[] {
  const file = snapshot.file(path);
  if (!file) return [];
  for (const source of sources) {
    const items = source({ snapshot, file, offset });
    if (items) return items;
  }
  return [];
}
