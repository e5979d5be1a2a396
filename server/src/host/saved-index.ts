/** What is known of a workspace's files, as it is kept between two runs: facts by path, no file's text. */
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { FileModel } from "../../../shared/analysis/model.ts";
import type { Mention } from "./prefilter.ts";

export interface SavedFile {
  /** See `toStamp`. */
  readonly stamp: string;
  readonly mention: Mention;
  readonly specifiers: readonly string[] | undefined;
  readonly reExports: readonly string[] | undefined;
}

/** A model with everything it was made from; it holds as long as all of that is the same. */
export interface SavedModel {
  /** Without its text. */
  readonly model: FileModel | undefined;
  /** Stamps by path; undefined for a file that there was none of. */
  readonly sources: ReadonlyMap<string, string | undefined>;
  readonly modules: ReadonlyMap<string, { readonly specifier: string; readonly from: string; readonly target: string }>;
  readonly majors: ReadonlyMap<string, number | undefined>;
  readonly versions: ReadonlyMap<string, string | undefined>;
}

export interface SavedIndex {
  readonly files: ReadonlyMap<string, SavedFile>;
  readonly models: ReadonlyMap<string, SavedModel>;
}

/** A file that has the same one has not changed. */
export function toStamp({ time, size }: { readonly time: number; readonly size: number }): string {
  return `${String(time)}:${String(size)}`;
}

/** A string given to something with the name of a secret, `apiKey: "…"`. */
const named = /(?:secret|passw\w*|token|credential\w*|private_?key|api_?key|signing_?key\w*|event_?key|auth\w*)["'\]]*\s*[:=]\s*["'`][^"'`\s]{6,}/i;
/** What services give out: keys by their beginnings, then anything long without a word in it. */
const issued = /signkey-|\b(?:sk|pk|rk|whsec|ghp|gho|xox[a-z]|AKIA|eyJ)[_-]?[\w-]{12,}|Bearer\s+[\w.-]{8,}|-----BEGIN|:\/\/[^\s/"'`]+:[^\s/"'`]+@|["'`](?=[^"'`]*\d)(?=[^"'`]*[A-Za-z])[\w+/=]{28,}["'`]/;

/** Models quote strings of the text, so a file that may hold a secret is analysed anew each time. */
export function mayHoldSecret(text: string): boolean {
  return named.test(text) || issued.test(text);
}

/** @param version Of the program: another one may know other facts. */
export function toBytes(index: SavedIndex, version: string): Buffer {
  const body = serialize(index);
  return Buffer.concat([headOf(body, version), body]);
}

/** Undefined for the bytes of another version, and for bytes that are not what was written. */
export function fromBytes(bytes: Buffer, version: string): SavedIndex | undefined {
  const body = bytes.subarray(headLength);
  if (!bytes.subarray(0, headLength).equals(headOf(body, version))) return undefined;
  try {
    return deserialize(body) as SavedIndex;
  } catch {
    // Written by an engine that has another format.
    return undefined;
  }
}

const headLength = 32;

function headOf(body: Buffer, version: string): Buffer {
  return createHash("sha256").update(`${version}\n${process.versions.v8}\n`).update(body).digest();
}
