/** Where the steps of an app's functions are written, for an app that runs elsewhere and does not say so itself. */
import path from "node:path";
import type { FunctionModel, StepOccurrence } from "../../../shared/analysis/model.ts";
import type { SourcePosition } from "../executor/model.ts";
import type { AppSources } from "./app-sources.ts";

export interface StepPlaces {
  /** Ids as written. Undefined where the text does not say it, or says it of several calls. */
  find(functionId: string, stepId: string): SourcePosition | undefined;
  /** File that creates the function. */
  fileOf(functionId: string): string | undefined;
}

export function findStepPlaces({ files, models }: Pick<AppSources, "files" | "models">): StepPlaces {
  const places = new Map<string, SourcePosition | undefined>();
  const creators = new Map<string, string>();

  const add = (functionId: string, { call: { id, path: file, calleeSpan } }: StepOccurrence): void => {
    const source = files.source(file);
    if (id.kind !== "id" || id.id.kind !== "known" || source === undefined) return;
    // Where the SDK's stack trace puts it: at the tool's name.
    const { line, character } = source.getLineAndCharacterOfPosition(calleeSpan.end);
    const position = { path: path.normalize(file), line: line + 1, column: character };
    const key = `${functionId}\n${id.id.value}`;
    const known = places.get(key);
    const isSame = known?.path === position.path && known.line === position.line;
    places.set(key, places.has(key) && !isSame ? undefined : position);
  };
  const addFunction = ({ id, path: file, steps, failureSteps }: FunctionModel): void => {
    if (id.kind !== "known") return;
    creators.set(id.value, path.normalize(file));
    for (const step of steps) add(id.value, step);
    for (const step of failureSteps) add(`${id.value}-failure`, step);
  };
  for (const { functions } of models) for (const fn of functions) addFunction(fn);
  return {
    find: (functionId, stepId) => places.get(`${functionId}\n${stepId}`),
    fileOf: (functionId) => creators.get(functionId),
  };
}
