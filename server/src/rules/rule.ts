import type { FileModel, Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import type { RecordedFunctions } from "../../../shared/recording/recorded-functions.ts";

export type Severity = "error" | "warning" | "info" | "hint";

export interface TextEdit {
  readonly path: string;
  readonly span: Span;
  readonly newText: string;
}

/** A change that mends a finding; `title` says what it does, in the imperative. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one a user means nine times out of ten; applied by fix-all. */
  readonly preferred: boolean;
}

/** What a rule says about a place in the file under check. */
export interface Finding {
  readonly rule: string;
  readonly span: Span;
  readonly message: string;
  /** Where it differs from the rule's default. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly location: Location; readonly message: string }[];
  readonly fixes?: readonly Fix[];
  /** The event of which it says that nobody here sends or listens to it: silent once that is named in `externalEvents`. */
  readonly externalEvent?: string;
  /** True where TypeScript reports the same mistake at the same place: the editor stays quiet, the command line speaks. */
  readonly alsoByTypeScript?: boolean;
}

export interface RuleContext {
  readonly snapshot: Snapshot;
  /** Names, or patterns that end in `*`, of events that others send or listen to. */
  readonly externalEvents?: readonly string[];
  /** The workspace as it was, at the commit that the check compares with; undefined where there is none, as in an editor. */
  readonly base?: Snapshot;
  /** What the last recorded runs executed, where there are any. */
  readonly recorded?: RecordedFunctions;
}

/** One rule: metadata as data, and a pure check of one file. Its name stands in four places: here, test, page, setting. */
export interface Rule {
  readonly id: string;
  readonly group: "steps" | "events" | "functions";
  readonly severity: Severity;
  readonly fixable: boolean;
  /** True where it says nothing without a `base`. */
  readonly needsBase?: true;
  /** True where a finding says that something is nowhere in the workspace: it waits until all of it is read. */
  readonly needsWhole?: true;
  /** One line for the settings page. */
  readonly summary: string;
  check(file: FileModel, context: RuleContext): Iterable<Finding>;
}
