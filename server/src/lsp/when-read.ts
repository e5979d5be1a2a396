/** Requests whose answer would be wrong from a part of the workspace: they wait until all of it is read. */
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Session } from "./session.ts";
import { toPath } from "./uris.ts";

export type WhenRead = <P, Rest extends readonly unknown[], R>(handler: (params: P, ...rest: Rest) => R) => (params: P, ...rest: Rest) => Promise<R>;

/** @param settled Resolves when nothing is being read. */
export function createWhenRead(session: () => Session | undefined, settled: () => Promise<void>): WhenRead {
  const versionOf = (params: unknown): number | undefined => {
    const { textDocument } = params as { readonly textDocument?: { readonly uri: string } };
    return textDocument && session()?.documents.version(toPath(textDocument.uri));
  };
  return (handler) => async (params, ...rest) => {
    const version = versionOf(params);
    await settled();
    if (versionOf(params) !== version) throw new ResponseError(LSPErrorCodes.ContentModified, "the text has changed since this was asked");
    return handler(params, ...rest);
  };
}
