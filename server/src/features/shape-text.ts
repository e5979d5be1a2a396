import type { Shape } from "../../../shared/analysis/shape.ts";

/** Properties beyond this depth are written as `…`. */
const maxDepth = 5;

/** A shape as a TypeScript type, objects over several lines. */
export function toTypeText(shape: Shape | undefined, depth = 0): string {
  if (shape === undefined) return "unknown";
  switch (shape.kind) {
    case "any": return depth === 0 ? "unknown" : "any";
    case "string": case "number": case "boolean": case "null": return shape.kind;
    case "literal": return JSON.stringify(shape.value);
    case "record": return `Record<string, ${toTypeText(shape.value, depth)}>`;
    case "array": {
      const element = toTypeText(shape.element, depth);
      return shape.element.kind === "union" ? `(${element})[]` : `${element}[]`;
    }
    case "union": return shape.members.map((member) => toTypeText(member, depth)).join(" | ");
    case "object": {
      const properties = Object.entries(shape.properties);
      if (properties.length === 0) return shape.open ? "Record<string, unknown>" : "{}";
      if (depth >= maxDepth) return "{ … }";
      const indent = "  ".repeat(depth + 1);
      const lines = properties.map(([key, { shape: value, optional }]) => `${indent}${toKey(key)}${optional ? "?" : ""}: ${toTypeText(value, depth + 1)};`);
      if (shape.open) lines.push(`${indent}[key: string]: unknown;`);
      return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
    }
  }
}

/** The same on one line, cut where it gets long. */
export function toTypeLine(shape: Shape): string {
  const line = toTypeText(shape).replaceAll(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** `name: type` as a block of code for Markdown. */
export function typeBlock(name: string, shape: Shape): string {
  return `\`\`\`ts\n${name}: ${toTypeText(shape)}\n\`\`\``;
}

function toKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
