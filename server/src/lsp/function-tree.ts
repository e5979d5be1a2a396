/** The workspace's functions for the editor's Functions view, and word of when they change. */
import { functionTreeChanged } from "../../../shared/protocol/function-tree.ts";
import type { FunctionTree, FunctionTreeLeaf, TreePlace } from "../../../shared/protocol/function-tree.ts";
import type { Location } from "../../../shared/analysis/model.ts";
import { findFunctionTree } from "../features/function-tree.ts";
import type { Leaf } from "../features/function-tree.ts";
import type { Session } from "./session.ts";

/** A view that trails typing by this much is not noticed; one that is made anew at every key costs more than it shows. */
const settleMilliseconds = 300;

export class FunctionTreeView {
  readonly #session: Session;
  /** The last answer as text; undefined while nobody has asked. */
  #answered: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  answer(): FunctionTree {
    const tree = this.#make();
    this.#answered = JSON.stringify(tree);
    return tree;
  }

  /** Tells the editor that its answer is out of date, if it has one and it is. */
  changed(): void {
    if (this.#answered === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (JSON.stringify(this.#make()) === this.#answered) return;
      this.#answered = undefined;
      void this.#session.connection.sendNotification(functionTreeChanged);
    }, settleMilliseconds);
    this.#timer.unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #make(): FunctionTree {
    return findFunctionTree(this.#session.workspace.snapshot()).map(({ id, label, location, triggers, steps }) => ({
      ...(id === undefined ? {} : { id }),
      label,
      place: this.#toPlace(location),
      triggers: triggers.map((leaf) => this.#toLeaf(leaf)),
      steps: steps.map((leaf) => this.#toLeaf(leaf)),
    }));
  }

  #toLeaf({ label, tool, location }: Leaf): FunctionTreeLeaf {
    return { label, tool, place: this.#toPlace(location) };
  }

  #toPlace({ path, span }: Location): TreePlace {
    const { documents } = this.#session;
    return { uri: documents.uri(path), ...documents.lines(path).positionAt(span.start) };
  }
}
