/** Attributes of `"request": "attach"`: an app that runs already, and where it looks for its dev server. */
import * as v from "valibot";
import { addressWithPassword, attachAddress, missingUrl, notLocal } from "./errors.ts";

export interface AttachTarget {
  /** Of the app's serve endpoint. */
  readonly url: string;
  /** What the app was started with as `INNGEST_DEV`; on this machine. */
  readonly host: string;
  readonly port: number;
}

const text = v.pipe(v.string(), v.minLength(1));

export const appAttributes = {
  url: { schema: text, expected: "the address of a `serve()` endpoint, such as \"http://localhost:3000/api/inngest\"" },
  devServer: { schema: text, expected: "the address that the app has in `INNGEST_DEV`, such as \"http://127.0.0.1:8288\"" },
} as const;

/** Where the SDK looks when `INNGEST_DEV` names no address. */
const usualDevServer = "http://127.0.0.1:8288";

function readAddress(name: keyof typeof appAttributes, given: string): URL {
  const address = given.includes("://") ? given : `http://${given}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) throw attachAddress(name, given, appAttributes[name].expected);
  const url = new URL(address);
  // It is shown in many a sentence.
  if (url.username !== "" || url.password !== "") throw addressWithPassword(name);
  return url;
}

/** `given` has been checked against the attributes' shapes. Throws a `DebugError`. */
export function readAttachTarget(given: { readonly url?: string | undefined; readonly devServer?: string | undefined }): AttachTarget {
  if (given.url === undefined) throw missingUrl();
  const url = readAddress("url", given.url);
  const devServer = readAddress("devServer", given.devServer ?? usualDevServer);
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(devServer.hostname)) throw notLocal(given.devServer ?? "");
  const host = devServer.hostname === "localhost" ? "127.0.0.1" : devServer.hostname.replace(/^\[|\]$/g, "");
  return { url: url.href, host, port: Number(devServer.port === "" ? 80 : devServer.port) };
}
