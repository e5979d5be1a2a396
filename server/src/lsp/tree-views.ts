/** The workspace as the editor's side bar shows it, and word of when it changes. */
import { eventTreeChanged } from "../../../shared/protocol/event-tree.ts";
import type { EventTree } from "../../../shared/protocol/event-tree.ts";
import { functionTreeChanged } from "../../../shared/protocol/function-tree.ts";
import type { FunctionTree, FunctionTreeLeaf, FunctionTreeNode, TreePlace } from "../../../shared/protocol/function-tree.ts";
import type { FileModel, Location } from "../../../shared/analysis/model.ts";
import { findEventTree } from "../features/event-tree.ts";
import { findFunctionTree } from "../features/function-tree.ts";
import type { Branch, Leaf } from "../features/function-tree.ts";
import { LineMap } from "../line-map.ts";
import type { Session } from "./session.ts";

/** A view that trails typing by this much is not noticed; one that is made anew at every key costs more than it shows. */
const settleMilliseconds = 300;

/** Rows of a view; those that are the same from one answer to the next are the same objects. */
type Rows = readonly object[];

export class TreeView<T extends Rows> {
  readonly #make: () => T;
  readonly #tell: () => void;
  /** The last answer; undefined while nobody has asked. */
  #answered: T | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param tell Tells the editor that its answer is out of date. */
  constructor(make: () => T, tell: () => void) {
    this.#make = make;
    this.#tell = tell;
  }

  answer(): T {
    return this.#answered = this.#make();
  }

  /** Tells the editor, if it has an answer and it is out of date. */
  changed(): void {
    if (this.#answered === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#answered === undefined || areAlike(this.#make(), this.#answered)) return;
      this.#answered = undefined;
      this.#tell();
    }, settleMilliseconds);
    this.#timer.unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

function areAlike(now: Rows, before: Rows): boolean {
  return now.length === before.length && now.every((row, index) => row === before[index] || JSON.stringify(row) === JSON.stringify(before[index]));
}

export interface TreeViews {
  readonly functions: TreeView<FunctionTree>;
  readonly events: TreeView<EventTree>;
  changed(): void;
  dispose(): void;
}

export function createTreeViews(session: Session): TreeViews {
  const tell = (notification: string) => (): void => { void session.connection.sendNotification(notification); };
  const functions = new TreeView(() => toFunctionTree(session), tell(functionTreeChanged));
  const events = new TreeView(() => toEventTree(session), tell(eventTreeChanged));
  return {
    functions, events,
    changed: () => { functions.changed(); events.changed(); },
    dispose: () => { functions.dispose(); events.dispose(); },
  };
}

/** By the branch that a row shows: its places lie in files that the branch was made from. */
const functionRows = new WeakMap<Branch, FunctionTreeNode>();

function toFunctionTree(session: Session): FunctionTree {
  const toPlace = createPlaces(session);
  const toLeaf = ({ label, tool, location }: Leaf): FunctionTreeLeaf => ({ label, tool, place: toPlace(location) });
  return findFunctionTree(session.workspace.snapshot()).map((branch) => {
    const { id, label, location, triggers, steps } = branch;
    const row = functionRows.get(branch) ?? { ...(id === undefined ? {} : { id }), label, place: toPlace(location), triggers: triggers.map(toLeaf), steps: steps.map(toLeaf) };
    functionRows.set(branch, row);
    return row;
  });
}

function toEventTree(session: Session): EventTree {
  const toPlace = createPlaces(session);
  return findEventTree(session.workspace.snapshot()).map(({ name, location, data, leaves }) => ({
    name, place: toPlace(location), ...(data === undefined ? {} : { data }),
    leaves: leaves.map(({ label, role, location: place }) => ({ label, role, place: toPlace(place) })),
  }));
}

/** Lines of files by their models: a tree leads to all of them, and a key changes one. */
const linesOf = new WeakMap<FileModel, LineMap>();

/** For the many places of one tree, whose files are asked for again and again. */
function createPlaces(session: Session): (location: Location) => TreePlace {
  const snapshot = session.workspace.snapshot();
  const files = new Map<string, { readonly uri: string; readonly lines: LineMap }>();
  const look = (path: string): { readonly uri: string; readonly lines: LineMap } => {
    const file = snapshot.file(path);
    const lines = (file && linesOf.get(file)) ?? (file ? new LineMap(file.text) : session.documents.lines(path));
    if (file) linesOf.set(file, lines);
    return { uri: session.documents.uri(path), lines };
  };
  return ({ path, span }) => {
    let file = files.get(path);
    if (file === undefined) files.set(path, file = look(path));
    return { uri: file.uri, ...file.lines.positionAt(span.start) };
  };
}

export function toPlace({ documents }: Session, { path, span }: Location): TreePlace {
  return { uri: documents.uri(path), ...documents.lines(path).positionAt(span.start) };
}
