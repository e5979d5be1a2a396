/** What is known of a workspace's files, as it is kept between two runs: facts by path, no file's text. */
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { ExportSummary } from "../../../shared/analysis/export-summary.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import type { DiskRecord } from "./recorded-disk.ts";
import type { FileColumns, Stamp } from "./file-facts.ts";

/** Everything that something was made from; it holds as long as all of that is the same. */
export interface SavedOrigin {
  /** Stamps by path; undefined for a file that there was none of. */
  readonly sources: ReadonlyMap<string, Stamp | undefined>;
  readonly modules: ReadonlyMap<string, { readonly specifier: string; readonly from: string; readonly target: string }>;
  readonly majors: ReadonlyMap<string, number | undefined>;
  readonly versions: ReadonlyMap<string, string | undefined>;
}

export interface SavedModel extends SavedOrigin {
  /** Without its text. */
  readonly model: FileModel | undefined;
  /** What files export that were asked for it. */
  readonly exports: ReadonlyMap<string, SavedExports>;
}

export interface SavedExports extends SavedOrigin {
  readonly summary: ExportSummary | undefined;
}

export interface SavedIndex {
  /** Each with its stamp. */
  readonly files: FileColumns;
  /** Each packed on its own: at a start few are needed at once. */
  readonly models: ReadonlyMap<string, Uint8Array>;
  /** What all of it was made from. */
  readonly madeFrom?: MadeFrom;
  /** Findings of all files together, in a form of whoever found them; left out where they may hold a secret. */
  readonly findings?: Uint8Array;
}

/** While all of this is the same, so is everything that was made from it. */
export interface MadeFrom {
  readonly disk: DiskRecord;
  /** What else it depends on, such as settings, as a digest. */
  readonly circumstances: string;
}

export function packModel(model: SavedModel): Uint8Array {
  return serialize(model);
}

/** @param bytes As `packModel` gave them. */
export function unpackModel(bytes: Uint8Array): SavedModel {
  return deserialize(bytes) as SavedModel;
}

/** A string given to something with the name of a secret, `apiKey: "…"`. */
const named = /(?:secret|passw\w*|token|credential\w*|private_?key|api_?key|signing_?key\w*|event_?key|auth\w*)["'\]]*\s*[:=]\s*["'`][^"'`\s]{6,}/i;
/** What services give out: keys by their beginnings, then anything long without a word in it. */
const issued = /signkey-|\b(?:sk|pk|rk|whsec|ghp|gho|xox[a-z]|AKIA|eyJ)[_-]?[\w-]{12,}|Bearer\s+[\w.-]{8,}|-----BEGIN|:\/\/[^\s/"'`]+:[^\s/"'`]+@|["'`](?=[^"'`]*\d)(?=[^"'`]*[A-Za-z])[\w+/=]{28,}["'`]/;

/** Models quote strings of the text, so a file that may hold a secret is analysed anew each time. */
export function mayHoldSecret(text: string): boolean {
  return named.test(text) || issued.test(text);
}

/** What in a text may be a secret, in words: a message that has one of them may quote it. */
export function secretWords(text: string): string[] {
  const found = [named, issued].flatMap((pattern) => [...text.matchAll(new RegExp(`${pattern.source}[^"'\`\\n]*`, `g${pattern.flags}`))]);
  return found.flatMap(([match]) => match.match(/[\w+/=-]{6,}/g) ?? []);
}

/** What stands before the models. */
interface Head extends Omit<SavedIndex, "models"> {
  /** Paths and lengths of the models that follow. */
  readonly models: readonly (readonly [string, number])[];
}

/** @param version Of the program: another one may know other facts. */
export function toBytes({ models, ...rest }: SavedIndex, version: string): Buffer {
  const head: Head = { ...rest, models: Array.from(models, ([path, bytes]) => [path, bytes.length] as const) };
  const packed = serialize(head);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(packed.length);
  const body = Buffer.concat([length, packed, ...models.values()]);
  return Buffer.concat([headOf(body, version), body]);
}

/** Undefined for the bytes of another version, and for bytes that are not what was written. */
export function fromBytes(bytes: Buffer, version: string): SavedIndex | undefined {
  const body = bytes.subarray(headLength);
  if (!bytes.subarray(0, headLength).equals(headOf(body, version))) return undefined;
  try {
    return readBody(body);
  } catch {
    // Written by an engine that has another format.
    return undefined;
  }
}

function readBody(body: Buffer): SavedIndex {
  let at = 4 + body.readUInt32LE(0);
  const { models, ...rest } = deserialize(body.subarray(4, at)) as Head;
  const packed = models.map(([path, length]) => [path, body.subarray(at, at += length)] as const);
  return { ...rest, models: new Map(packed) };
}

const headLength = 32;

function headOf(body: Buffer, version: string): Buffer {
  return createHash("sha256").update(`${version}\n${process.versions.v8}\n`).update(body).digest();
}
