/** What a request handler is given and gives. */
import * as v from "valibot";
import { badRequest } from "./errors.ts";
import type { SourceModel } from "./source-model.ts";

export interface Reply {
  readonly body?: object;
  readonly after?: () => void | Promise<void>;
}

export type RequestHandler = (args: unknown) => Reply | Promise<Reply>;
export type RequestHandlers = Readonly<Record<string, RequestHandler>>;

export const integer = v.pipe(v.number(), v.safeInteger());
/** Reads a request's arguments; whatever does not fit the protocol is refused, never guessed. */
export function read<Schema extends v.GenericSchema>(command: string, schema: Schema, args: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, args ?? {});
  if (!result.success) throw badRequest(command);
  return result.output;
}

/** Gives the source model, loading it when first asked. */
export type LoadSources = () => Promise<SourceModel>;
