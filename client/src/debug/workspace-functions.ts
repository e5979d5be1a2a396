/** Functions of the whole workspace to choose from, the one that was chosen the last time first. */
import { Uri, window, type Memento } from "vscode";
import type { FunctionTree } from "../../../shared/protocol/function-tree.ts";

export interface Choice {
  readonly id: string;
  /** File that creates it. */
  readonly uri: Uri;
  /** The events that start it. */
  readonly events: readonly string[];
}

export function toChoices(tree: FunctionTree): Choice[] {
  return tree.flatMap(({ id, place, triggers }) => (id === undefined ? [] : [{ id, uri: Uri.parse(place.uri), events: triggers.filter(({ tool }) => tool === "event").map(({ label }) => label) }]));
}

export interface PickOptions {
  readonly title: string;
  readonly placeHolder: string;
  readonly memory: Memento;
  /** What the choice is remembered under. */
  readonly key: string;
}

/** The only one, or the user's choice; undefined where the list was closed, or there is none. */
export async function pickFunction<T extends { readonly id: string; readonly events: readonly string[] }>(choices: readonly T[], { title, placeHolder, memory, key }: PickOptions): Promise<T | undefined> {
  if (choices.length < 2) return choices[0];
  const last = memory.get<string>(key);
  const ordered = [...choices.filter(({ id }) => id === last), ...choices.filter(({ id }) => id !== last)];
  const items = ordered.map((choice) => ({ label: choice.id, description: choice.events.join(", "), choice }));
  const picked = await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (picked !== undefined) await memory.update(key, picked.label);
  return picked?.choice;
}
