/** TypeScript's types as plain data, as far as payloads are concerned. */
import ts from "typescript";
import type { TypeShape } from "../../../shared/analysis/type-facts.ts";

/** Deeper or larger types are `unknown`: people write no such events, and generated types have no end. */
const maxDepth = 8;
const maxParts = 600;
const maxMembers = 60;

const UNKNOWN: TypeShape = { kind: "unknown" };

export function readType(checker: ts.TypeChecker, type: ts.Type, at: ts.Node): TypeShape {
  return new TypeReader(checker, at).read(type, 0);
}

class TypeReader {
  readonly #checker: ts.TypeChecker;
  readonly #at: ts.Node;
  readonly #inside = new Set<ts.Type>();
  #left = maxParts;

  constructor(checker: ts.TypeChecker, at: ts.Node) {
    this.#checker = checker;
    this.#at = at;
  }

  read(type: ts.Type, depth: number): TypeShape {
    if (depth > maxDepth || this.#left-- <= 0 || this.#inside.has(type)) return UNKNOWN;
    const simple = readSimple(type);
    if (simple) return simple;
    this.#inside.add(type);
    const read = this.#readCompound(type, depth);
    this.#inside.delete(type);
    return read;
  }

  #readCompound(type: ts.Type, depth: number): TypeShape {
    const checker = this.#checker;
    if (type.isUnion()) return this.#readUnion(type, depth);
    if (type.isIntersection()) {
      // A branded primitive is the primitive.
      const primitive = type.types.map(readSimple).find((part) => part !== undefined && part.kind !== "unknown");
      if (primitive) return primitive;
    }
    if (type.flags & ts.TypeFlags.TypeParameter) {
      const bound = checker.getBaseConstraintOfType(type);
      return bound && bound !== type ? this.read(bound, depth + 1) : UNKNOWN;
    }
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return UNKNOWN;
    if (checker.isTupleType(type)) return this.#readTuple(type as ts.TupleTypeReference, depth);
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      return element ? { kind: "array", element: this.read(element, depth + 1) } : UNKNOWN;
    }
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return { kind: "function" };
    return readInstance(type) ?? this.#readObject(type, depth);
  }

  #readUnion(type: ts.UnionType, depth: number): TypeShape {
    if (type.types.length > maxMembers) return UNKNOWN;
    const members = type.types.map((member) => this.read(member, depth + 1));
    if (members.some(({ kind }) => kind === "unknown")) return UNKNOWN;
    const isBoolean = (member: TypeShape): boolean => member.kind === "literal" && typeof member.value === "boolean";
    const rest = members.filter((member) => !isBoolean(member));
    if (members.length - rest.length < 2) return { kind: "union", members };
    return rest.length === 0 ? { kind: "boolean" } : { kind: "union", members: [...rest, { kind: "boolean" }] };
  }

  #readTuple(type: ts.TupleTypeReference, depth: number): TypeShape {
    const elements = this.#checker.getTypeArguments(type);
    if (type.target.elementFlags.some((flag) => flag !== ts.ElementFlags.Required)) return UNKNOWN;
    return { kind: "tuple", elements: elements.map((element) => this.read(element, depth + 1)) };
  }

  #readObject(type: ts.Type, depth: number): TypeShape {
    const checker = this.#checker;
    const symbols = checker.getPropertiesOfType(type);
    const rest = checker.getIndexInfosOfType(type).find(({ keyType }) => keyType.flags & ts.TypeFlags.String);
    // `{}` and `object` say nothing; an object that knows how it becomes JSON may become anything.
    if ((symbols.length === 0 && !rest) || symbols.length > 200 || symbols.some(({ name }) => name === "toJSON")) return UNKNOWN;
    const properties: Record<string, { readonly type: TypeShape; readonly optional: boolean }> = {};
    for (const symbol of symbols) {
      // Symbols and private names do not reach JSON.
      if (symbol.name.startsWith("__@") || symbol.name.startsWith("#")) continue;
      const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
      const value = this.read(checker.getTypeOfSymbolAtLocation(symbol, this.#at), depth + 1);
      properties[symbol.name] = { type: optional ? withoutUndefined(value) : value, optional };
    }
    return { kind: "object", properties, ...(rest ? { rest: this.read(rest.type, depth + 1) } : {}) };
  }
}

function withoutUndefined(type: TypeShape): TypeShape {
  if (type.kind !== "union") return type;
  const members = type.members.filter(({ kind }) => kind !== "undefined");
  const [first] = members;
  return members.length === 1 && first ? first : { kind: "union", members };
}

/** Types without parts. */
function readSimple(type: ts.Type): TypeShape | undefined {
  const { flags } = type;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) return UNKNOWN;
  if (type.isStringLiteral() || type.isNumberLiteral()) return { kind: "literal", value: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) return { kind: "literal", value: (type as ts.Type & { readonly intrinsicName: string }).intrinsicName === "true" };
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return { kind: "undefined" };
  if (flags & ts.TypeFlags.Null) return { kind: "null" };
  if (type.isUnion()) return undefined;
  if (flags & ts.TypeFlags.StringLike) return { kind: "string" };
  if (flags & ts.TypeFlags.BigIntLike) return { kind: "bigint" };
  if (flags & ts.TypeFlags.NumberLike) return { kind: "number" };
  if (flags & ts.TypeFlags.BooleanLike) return { kind: "boolean" };
  return undefined;
}

/** Objects that are more than their properties: those of JavaScript's own classes, of Node's, and of classes written out. */
function readInstance(type: ts.Type): TypeShape | undefined {
  const symbol = type.getSymbol();
  const declaration = symbol?.declarations?.[0];
  if (!symbol || !declaration || symbol.name.startsWith("__")) return undefined;
  const global = isGlobal(declaration.getSourceFile().fileName);
  if (!global && !(symbol.flags & ts.SymbolFlags.Class)) return undefined;
  return { kind: "instance", className: symbol.name, global };
}

function isGlobal(file: string): boolean {
  return /\/lib\.[\w.]+\.d\.ts$/.test(file) || file.includes("/node_modules/@types/node/") || file.includes("/node_modules/typescript/lib/");
}
