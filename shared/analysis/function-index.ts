/** What the rules ask about functions of the whole workspace, built from the files' models and kept up to date file by file. */
import { Groups } from "./groups.ts";
import type { ClientModel, FileModel, FunctionModel, ServedModel, StaticString } from "./model.ts";

/** All that stands under one key. */
const ALL = "";

export class FunctionIndex {
  readonly #byId = new Groups<FunctionModel>();
  readonly #byEvent = new Groups<FunctionModel>();
  readonly #byReach = new Groups<FunctionModel>();
  readonly #served = new Groups<ServedModel>();
  readonly #clients = new Groups<ClientModel>();

  replace(path: string, model: FileModel | undefined): void {
    const functions = model?.functions ?? [];
    this.#byId.replace(path, functions, ({ id }) => known(id));
    this.#byEvent.replace(path, functions, ({ triggers }) => new Set(triggers.flatMap((trigger) => (trigger.kind === "event" ? known(trigger.event.name) : []))));
    this.#byReach.replace(path, [...functions, ...model?.endpoints ?? []], reachOf);
    this.#served.replace(path, model?.served ?? [], () => [ALL]);
    this.#clients.replace(path, model?.clients ?? [], () => [ALL]);
  }

  withId(id: string): readonly FunctionModel[] {
    return this.#byId.get(id);
  }

  ids(): readonly string[] {
    return this.#byId.keys();
  }

  startedBy(event: string): readonly FunctionModel[] {
    return this.#byEvent.get(event);
  }

  startingEvents(): readonly string[] {
    return this.#byEvent.keys();
  }

  reaching(path: string): readonly FunctionModel[] {
    return this.#byReach.get(path);
  }

  served(): readonly ServedModel[] {
    return this.#served.get(ALL);
  }

  clients(): readonly ClientModel[] {
    return this.#clients.get(ALL);
  }
}

function known(text: StaticString): string[] {
  return text.kind === "known" ? [text.value] : [];
}

/** Files other than its own in which something of a function is written. */
function reachOf(fn: FunctionModel): Set<string> {
  const paths = new Set<string>();
  for (const steps of [fn.steps, fn.failureSteps]) for (const { call } of steps) paths.add(call.path);
  for (const facts of [fn.handlerSends, fn.unsteady, fn.sideEffects, fn.swallowed]) for (const { location } of facts ?? []) paths.add(location.path);
  paths.delete(fn.path);
  return paths;
}
