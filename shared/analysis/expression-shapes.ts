/** What `event` and `async` are in an expression, as shapes. */
import { declaredShape } from "./declared-shape.ts";
import { inferData } from "./inferred-data.ts";
import type { EventReference, ExpressionModel, FileModel, FunctionModel, SdkMajor, Snapshot } from "./model.ts";
import { ANY, toProperties, unionOf } from "./shape.ts";
import type { PropertyShape, Shape } from "./shape.ts";

type ShapeOf = (event: EventReference, sdk: SdkMajor | undefined) => Shape;

export interface RootShapes {
  readonly event: Shape;
  readonly async: Shape;
}

/** The whole event as an expression sees it: Inngest passes on these keys and no others. */
function envelope(data: Shape): Shape {
  const property = (shape: Shape): PropertyShape => ({ shape, optional: false });
  const text: Shape = { kind: "string" };
  return {
    kind: "object", open: false,
    properties: toProperties([["name", property(text)], ["data", property(data)], ["id", property(text)], ["ts", property({ kind: "number" })], ["v", property(text)], ["user", property(ANY)], ["meta", property(ANY)]]),
  };
}

/**
 * Of what no schema tells, `data` holds anything.
 * @param options.generous Tells what some of the events bring although others may bring anything, and what is only inferred: for proposals, not for judgements.
 */
export function rootShapes(snapshot: Snapshot, file: FileModel, expression: ExpressionModel, options: { readonly generous?: boolean } = {}): RootShapes {
  const shapeOf: ShapeOf = (event, sdk) => declaredShape(snapshot, event, sdk) ?? (options.generous ? inferredShape(snapshot, event, expression) : undefined) ?? ANY;
  const own = expression.event ? shapeOf(expression.event, file.sdk) : oneOf(findOwners(snapshot, file, expression).flatMap((fn) => triggerShapes(fn, shapeOf)), options);
  const async = expression.async && shapeOf(expression.async, file.sdk);
  return { event: envelope(own), async: envelope(async ?? ANY) };
}

/** The functions in whose runs an expression is evaluated; none where one of them fails to tell, such as an `onFailure` handler. */
function findOwners(snapshot: Snapshot, file: FileModel, expression: ExpressionModel): readonly FunctionModel[] {
  const isOwn = (expressions: readonly ExpressionModel[] | undefined): boolean => expressions?.some(({ path, span, option }) => path === expression.path && span.start === expression.span.start && option === expression.option) ?? false;
  if (expression.place !== "wait") return file.functions.filter((fn) => isOwn(fn.expressions));
  const functions = [...file.functions, ...snapshot.functionsReaching(file.path)];
  if (functions.some(({ failureSteps }) => failureSteps.some(({ call }) => call.path === file.path && isOwn(call.expressions)))) return [];
  return functions.filter(({ steps }) => steps.some(({ call }) => call.path === file.path && isOwn(call.expressions)));
}

function oneOf(shapes: readonly Shape[], { generous = false }: { readonly generous?: boolean }): Shape {
  const known = generous ? shapes.filter(({ kind }) => kind !== "any") : shapes;
  return known.length === 0 ? ANY : unionOf(known);
}

/** Shapes of the data of every event that starts a function; anything where one of its triggers brings what no schema tells. */
function triggerShapes({ triggers, sdk }: FunctionModel, shapeOf: ShapeOf): Shape[] {
  if (triggers.length === 0) return [ANY];
  return triggers.map((trigger) => (trigger.kind === "event" ? shapeOf(trigger.event, sdk) : ANY));
}

function inferredShape(snapshot: Snapshot, { name }: EventReference, { path, span }: ExpressionModel): Shape | undefined {
  const event = name.kind === "known" ? snapshot.event(name.value) : undefined;
  return event && inferData(event, (file) => snapshot.file(file), { path, span })?.shape;
}
