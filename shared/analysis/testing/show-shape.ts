import type { Shape } from "../shape.ts";

/** A shape on one line, for tests: `{userId:string,plan?:"free"|"pro",...}`; `{| |}` refuses other keys. */
export function showShape(shape: Shape | undefined): string {
  if (!shape) return "unread";
  switch (shape.kind) {
    case "literal": return JSON.stringify(shape.value);
    case "array": return `${shape.element.kind === "union" ? `(${showShape(shape.element)})` : showShape(shape.element)}[]`;
    case "record": return `{[]:${showShape(shape.value)}}`;
    case "union": return shape.members.map(showShape).join("|");
    case "object": {
      const keys = Object.entries(shape.properties).map(([key, property]) => `${key}${property.optional ? "?" : ""}:${showShape(property.shape)}`);
      if (shape.open) keys.push("...");
      return shape.strict ? `{|${keys.join(",")}|}` : `{${keys.join(",")}}`;
    }
    default: return shape.kind;
  }
}
