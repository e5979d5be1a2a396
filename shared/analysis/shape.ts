/**
 * Shape of a JSON value as a schema declares it. Plain JSON, so it can cross processes and be cached.
 * `any` accepts everything and silences every check below it.
 */
export type Shape =
  | { readonly kind: "any" }
  | { readonly kind: "string" | "number" | "boolean" | "null" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "array"; readonly element: Shape }
  | { readonly kind: "record"; readonly value: Shape }
  | { readonly kind: "union"; readonly members: readonly Shape[] }
  | {
      readonly kind: "object";
      readonly properties: Readonly<Record<string, { readonly shape: Shape; readonly optional: boolean }>>;
      /** Whether keys beyond `properties` are accepted without a word (`passthrough`, index signature). */
      readonly open: boolean;
    };
