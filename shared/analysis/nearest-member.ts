/** Of a union that a value does not fit: the member it comes nearest, and what is wrong there. */
import type { MissingKeys, ObjectLiteral, Place, ShapeProblem } from "./check-shape.ts";
import type { ValueLiteral } from "./model.ts";
import { propertyOfShape, unionOf } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

export interface NearestMember {
  readonly member: ObjectShape;
  readonly problem: ShapeProblem;
}

/** A member of the union, and what keeps the value from fitting it. */
interface Tried<S extends Shape = Shape> {
  readonly member: S;
  readonly problems: readonly ShapeProblem[];
}

/**
 * What a reader would be told: that the key which tells the members apart is wrong or missing, else what is wrong with
 * the only member it can be, else which one comes nearest. Undefined where the value is no object, or is as far from several.
 */
export function findNearest(value: ValueLiteral, tried: readonly Tried[], { holder, ...place }: Place & Pick<MissingKeys, "holder">): readonly ShapeProblem[] | NearestMember | undefined {
  if (value.kind !== "object") return undefined;
  let objects = tried.filter((one): one is Tried<ObjectShape> => one.member.kind === "object");
  for (const [key, literals] of discriminants(objects.map(({ member }) => member))) {
    const property = value.properties.findLast((one) => one.key === key);
    if (!property) {
      if (value.open) continue;
      // The nearest one's literal first: it is what the key is filled in with.
      const shape = distinct(byDistance(value, objects).map(({ member }) => propertyOfShape(member, key)?.shape ?? literals));
      return [{ kind: "missing-keys", keys: [{ key, shape }], object: value, holder, ...place }];
    }
    const fitting = objects.filter(({ problems }) => !problems.some(({ path }) => path.length === place.path.length + 1 && path.at(-1) === key));
    if (fitting.length === 0) return [{ kind: "wrong-type", value: property.value, expected: literals, path: [...place.path, key], asserted: place.asserted || property.asserted === true }];
    objects = fitting;
  }
  const [first, second] = byDistance(value, objects);
  if (!first || !second) return first?.problems;
  const [problem] = first.problems;
  return problem && first.distance < second.distance ? { member: first.member, problem } : undefined;
}

/** Keys that are a literal in every member, with all that they may be. */
function discriminants(members: readonly ObjectShape[]): [string, Shape][] {
  return Object.keys(members[0]?.properties ?? {}).flatMap((key): [string, Shape][] => {
    const shapes = members.flatMap((member) => {
      const property = propertyOfShape(member, key);
      return property && !property.optional && isLiteral(property.shape) ? [property.shape] : [];
    });
    return shapes.length === members.length ? [[key, distinct(shapes)]] : [];
  });
}

function isLiteral(shape: Shape): boolean {
  return shape.kind === "literal" || (shape.kind === "union" && shape.members.every(isLiteral));
}

function distinct(shapes: readonly Shape[]): Shape {
  const all = shapes.flatMap((shape) => (shape.kind === "union" ? shape.members : [shape]));
  return unionOf([...new Map(all.map((shape) => [JSON.stringify(shape), shape])).values()]);
}

function byDistance(value: ObjectLiteral, objects: readonly Tried<ObjectShape>[]): (Tried<ObjectShape> & { readonly distance: number })[] {
  return objects.map((one) => ({ ...one, distance: distanceTo(value, one) })).sort((a, b) => a.distance - b.distance);
}

/** What would have to change for the value to be the member. */
function distanceTo(value: ObjectLiteral, { member, problems }: Tried<ObjectShape>): number {
  const foreign = value.properties.filter(({ key }) => propertyOfShape(member, key) === undefined).length;
  return foreign + problems.reduce((sum, problem) => sum + (problem.kind === "missing-keys" ? problem.keys.length : problem.kind === "wrong-type" ? 1 : 0), 0);
}
