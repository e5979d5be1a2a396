/** Places in a JSON file that people write by hand. */
import ts from "typescript";
import type { Span } from "../../../shared/analysis/model.ts";

/** Where names below `keys` are written, by name; the empty name stands for the last of the keys that is there. */
export function findPlaces(file: string, text: string, keys: readonly string[]): ReadonlyMap<string, Span> {
  const places = new Map<string, Span>();
  const source = ts.parseJsonText(file, text);
  let node: ts.Expression | undefined = source.statements[0]?.expression;
  for (const key of keys) {
    const property = propertiesOf(node).find((candidate) => nameOf(candidate) === key);
    if (!property) return places;
    places.set("", { start: property.name.getStart(source), end: property.name.end });
    node = property.initializer;
  }
  for (const property of propertiesOf(node)) places.set(nameOf(property), { start: property.name.getStart(source), end: property.name.end });
  return places;
}

function propertiesOf(node: ts.Expression | undefined): readonly ts.PropertyAssignment[] {
  return node && ts.isObjectLiteralExpression(node) ? node.properties.filter(ts.isPropertyAssignment) : [];
}

function nameOf({ name }: ts.PropertyAssignment): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : "";
}
