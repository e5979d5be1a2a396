/** Events that a project declares with JSON schemas: `inngest.events` of its package.json files and of an editor's settings. */
import path from "node:path/posix";
import ts from "typescript";
import { followPointer, isObject } from "../../../shared/analysis/json-schema/pointer.ts";
import { findSchemaProblem } from "../../../shared/analysis/json-schema/problem.ts";
import { shapeOfSchema } from "../../../shared/analysis/json-schema/shape.ts";
import type { EventDeclaration, FileModel, Span } from "../../../shared/analysis/model.ts";
import { findPlaces } from "./json-places.ts";

/** Where a declaration stands, and what stands there. */
export interface EventsSource {
  /** The file, which need not be there: settings of a user are in none of the workspace. */
  readonly path: string;
  /** Folder that paths of schemas are relative to. */
  readonly folder: string;
  /** Keys down to the events, `["inngest", "events"]`. */
  readonly keys: readonly string[];
  readonly events: unknown;
}

export interface ConfigurationProblem {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}

export interface DeclaredEvents {
  readonly model: FileModel;
  readonly problems: readonly ConfigurationProblem[];
  /** Files that schemas are read from, there or not. */
  readonly schemas: readonly string[];
}

/** Text of a file; undefined where there is none. */
export type TextOf = (path: string) => string | undefined;

type Schema = { readonly schema: unknown; readonly root: unknown } | { readonly problem: string };

/** A schema with a mistake in it declares nothing. */
export function readDeclaredEvents({ path: file, folder, keys, events }: EventsSource, textOf: TextOf): DeclaredEvents {
  const text = textOf(file) ?? "";
  const places = findPlaces(file, text, keys);
  const problems: ConfigurationProblem[] = [];
  const schemas: string[] = [];
  const report = (key: string, problem: string): void => { problems.push({ path: file, span: places.get(key) ?? { start: 0, end: 0 }, message: `\`inngest.events\`: ${problem}` }); };
  const declarations: EventDeclaration[] = [];
  if (!isObject(events)) report("", "it is an object of JSON schemas by event name");
  for (const [name, value] of Object.entries(isObject(events) ? events : {})) {
    if (typeof value === "string") schemas.push(path.join(folder, withoutPointer(value)));
    const read = readSchema(value, folder, textOf);
    const problem = name === "" || /.\*./.test(name) ? "a name is not empty, and a pattern ends in its only `*`" : "problem" in read ? read.problem : findProblem(value, read.schema, read.root);
    if (problem !== undefined || "problem" in read) {
      report(name, `\`${name}\`: ${problem ?? ""}`);
      continue;
    }
    const span = places.get(name);
    declarations.push({ name, location: { path: span ? file : "", span: span ?? { start: 0, end: 0 } }, source: "settings", data: shapeOfSchema(read.schema, read.root), checkedByTypeScript: false });
  }
  return { model: { path: file, text, sdk: undefined, typeChecked: false, functions: [], steps: [], sends: [], declarations, clients: [], served: [], needTypes: false }, problems, schemas };
}

function readSchema(value: unknown, folder: string, textOf: TextOf): Schema {
  if (isObject(value)) return { schema: value, root: value };
  if (typeof value !== "string") return { problem: "its schema is an object, or the path of a JSON file" };
  if (/^[a-z][a-z\d+.-]+:/i.test(value) || value.startsWith("/")) return { problem: `\`${value}\` is not read: a schema is a file of the project, given by a path relative to this one` };
  const name = withoutPointer(value);
  const text = name === "" ? undefined : textOf(path.join(folder, name));
  if (text === undefined) return { problem: `there is no file \`${name}\` beside this one` };
  const { config, error } = ts.parseConfigFileTextToJson(name, text) as { readonly config?: unknown; readonly error?: ts.Diagnostic };
  if (error) return { problem: `\`${name}\` is no JSON object: see its line ${String(text.slice(0, error.start ?? 0).split("\n").length)}` };
  const pointer = value.slice(name.length) || "#";
  const schema = followPointer(config, pointer);
  return schema === undefined ? { problem: `\`${name}\` has no \`${pointer}\`` } : { schema, root: config };
}

function findProblem(value: unknown, schema: unknown, root: unknown): string | undefined {
  const problem = findSchemaProblem(schema, root);
  return problem === undefined || typeof value !== "string" ? problem : `in \`${value}\`, ${problem}`;
}

function withoutPointer(value: string): string {
  return value.split("#", 1)[0] ?? value;
}
