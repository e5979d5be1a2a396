/** Declared schemas that promise less than they did, or ask for more. */
import { findDeclared } from "../../../../../shared/analysis/declared-shape.ts";
import type { Declared } from "../../../../../shared/analysis/declared-shape.ts";
import type { FileModel, FunctionModel, Snapshot } from "../../../../../shared/analysis/model.ts";
import { joinWords, propertyOfShape } from "../../../../../shared/analysis/shape.ts";
import type { ObjectShape, Shape } from "../../../../../shared/analysis/shape.ts";
import type { Finding } from "../../rule.ts";
import { article, isAsItWas } from "./changed-data.ts";
import { findEventReads, groupByKeys } from "./reads.ts";
import type { ContractRead } from "./reads.ts";
import { agree, nameConcerned, relate, untilChanged } from "./words.ts";

type Told = Pick<Finding, "span" | "message"> & Partial<Finding>;

interface Schema {
  readonly declared: Declared;
  readonly before: ObjectShape;
  readonly after: ObjectShape;
}

export function* findChangedSchemas(file: FileModel, snapshot: Snapshot, base: Snapshot): Iterable<Told> {
  for (const schema of findSchemas(file, snapshot, base)) {
    const reads = findEventReads(snapshot, schema.declared.name);
    for (const [[key = "", ...inner], concerned] of groupByKeys(reads)) {
      if (inner.length > 0) continue;
      const told = tellLoosened(file, schema, key, concerned) ?? tellRetyped(file, schema, key, concerned.filter(({ fn, inHandler }) => inHandler && isAsItWas(fn, snapshot, base)));
      if (told) yield told;
    }
    yield* tellNarrowed(file, schema, snapshot);
  }
}

/** Declarations of the file that were there at the base, with shapes that can be compared. */
function findSchemas(file: FileModel, snapshot: Snapshot, base: Snapshot): Schema[] {
  return file.declarations.flatMap((declared): Schema[] => {
    const [now, old] = [snapshot, base].map((side) => side.event(declared.name)?.declarations ?? []);
    const [former, ...others] = old ?? [];
    if (!former || others.length > 0 || now?.length !== 1 || declared.data?.kind !== "object" || former.data?.kind !== "object") return [];
    return [{ declared: { ...declared, data: declared.data }, before: former.data, after: declared.data }];
  });
}

/** A key that is gone from the schema, or that it no longer promises. */
function tellLoosened(file: FileModel, { declared, before, after }: Schema, key: string, concerned: readonly ContractRead[]): Told | undefined {
  const old = propertyOfShape(before, key);
  const now = propertyOfShape(after, key);
  const span = declared.location.span;
  const related = relate(concerned, `\`${key}\` is read here`);
  if (!old || old.optional) return undefined;
  if (!now) return after.open ? undefined : { span, message: `\`${key}\` is no longer in the schema of \`${declared.name}\`, and ${nameConcerned(concerned, file)} ${agree(concerned, "reads", "read")} it; keep it ${untilChanged(concerned)}`, ...related };
  const throwing = concerned.filter(({ throws }) => throws);
  if (!now.optional || throwing.length === 0) return undefined;
  return { span, message: `\`${key}\` is now optional in the schema of \`${declared.name}\`, and ${nameConcerned(throwing, file)} ${agree(throwing, "throws", "throw")} without it; keep it required ${untilChanged(throwing)}`, ...relate(throwing, `\`${key}\` is read here`) };
}

function tellRetyped(file: FileModel, { declared, before, after }: Schema, key: string, concerned: readonly ContractRead[]): Told | undefined {
  const [old, now] = [before, after].map((shape) => typesOf(propertyOfShape(shape, key)?.shape));
  if (concerned.length === 0 || !old || !now || old.some((type) => now.includes(type))) return undefined;
  const [was, is] = [old, now].map((types) => joinWords(types.map(article), "or"));
  return {
    span: declared.location.span,
    message: `\`${key}\` in the schema of \`${declared.name}\` is now ${is ?? ""} and was ${was ?? ""}, and ${nameConcerned(concerned, file)} still ${agree(concerned, "reads", "read")} it as before; use a new key`,
    ...relate(concerned, `\`${key}\` is read here`),
  };
}

/** v4 validates what a function is started with: events that were sent before, or are sent by what is not deployed yet, are refused. */
function* tellNarrowed(file: FileModel, { declared, before, after }: Schema, snapshot: Snapshot): Iterable<Told> {
  if (declared.source !== "eventType" || file.text.includes("staticSchema")) return;
  const needed = Object.entries(after.properties).filter(([key, { optional, shape }]) => !optional && shape.kind !== "any" && (propertyOfShape(before, key)?.optional ?? !before.open)).map(([key]) => key);
  const concerned = needed.length === 0 ? [] : snapshot.functions().flatMap((fn) => startedBy(fn, declared, snapshot));
  if (concerned.length === 0) return;
  yield {
    span: declared.location.span, severity: "info",
    message: `${joinWords(needed.map((key) => `\`${key}\``), "and")} ${needed.length === 1 ? "is" : "are"} now required in the schema of \`${declared.name}\`, and ${nameConcerned(concerned, file)} ${agree(concerned, "refuses", "refuse")} events that were sent without ${needed.length === 1 ? "it" : "them"}; make ${needed.length === 1 ? "it" : "them"} optional at first`,
    ...relate(concerned, `\`${declared.name}\` is validated here`),
  };
}

/** A trigger that names the event by its `eventType`. */
function startedBy(fn: FunctionModel, declared: Declared, snapshot: Snapshot): { readonly fn: FunctionModel; readonly location: { readonly path: string; readonly span: Declared["location"]["span"] } }[] {
  return fn.triggers.flatMap((trigger) => {
    const isIt = trigger.kind === "event" && trigger.event.declaredAt !== undefined && findDeclared(snapshot, trigger.event, fn.sdk).some(({ location }) => location.path === declared.location.path && location.span.start === declared.location.span.start);
    return isIt ? [{ fn, location: { path: fn.path, span: trigger.span } }] : [];
  });
}

function typesOf(shape: Shape | undefined): readonly string[] | undefined {
  if (shape === undefined || shape.kind === "any") return undefined;
  if (shape.kind === "union") {
    const all = shape.members.map(typesOf);
    return all.every((types) => types !== undefined) ? [...new Set(all.flat())] : undefined;
  }
  return [shape.kind === "literal" ? typeof shape.value : shape.kind === "record" ? "object" : shape.kind];
}
