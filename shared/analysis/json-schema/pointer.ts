/** JSON pointers inside one schema, `#/$defs/address`. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined where the pointer leads nowhere. @param pointer `#`, or `#/…` with its escapes. */
export function followPointer(root: unknown, pointer: string): unknown {
  if (pointer === "" || pointer === "#") return root;
  if (!pointer.startsWith("#/")) return undefined;
  const keys = pointer.slice(2).split("/").map((key) => decode(key).replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.reduce<unknown>((value, key) => (Array.isArray(value) ? value[Number(key)] as unknown : isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), root);
}

function decode(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
