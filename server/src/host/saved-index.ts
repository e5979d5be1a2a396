/** What is known of a workspace's files, as it is kept between two runs: facts by path, no file's text. */
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { ExportSummary } from "../../../shared/analysis/export-summary.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import type { Mention } from "./prefilter.ts";

/** When a file was last written, in milliseconds, and its size in bytes: a file that has the same ones has not changed. */
export interface Stamp {
  readonly time: number;
  readonly size: number;
}

export interface SavedFile {
  readonly stamp: Stamp;
  readonly mention: Mention;
  readonly specifiers: readonly string[] | undefined;
  readonly reExports: readonly string[] | undefined;
}

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
  readonly exports: ReadonlyMap<string, SavedOrigin & { readonly summary: ExportSummary | undefined }>;
}

export interface SavedIndex {
  readonly files: ReadonlyMap<string, SavedFile>;
  /** Each packed on its own: at a start few are needed at once. */
  readonly models: ReadonlyMap<string, Uint8Array>;
}

export function isSameStamp(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.time === b?.time && a?.size === b?.size;
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

/** What stands before the models. Ten thousand files in columns are read in a tenth of the time that as many objects take. */
interface Columns {
  /** Separated by zeros, which no path has. */
  readonly paths: string;
  readonly times: Float64Array;
  readonly sizes: Float64Array;
  /** Places in `mentions`. */
  readonly mentioned: Uint8Array;
  /** By the file's place in the columns, where there are any. */
  readonly imports: ReadonlyMap<number, Pick<SavedFile, "specifiers" | "reExports">>;
  /** Paths and lengths of the models that follow. */
  readonly models: readonly (readonly [string, number])[];
}

const mentions: readonly Mention[] = ["none", "weak", "strong"];

/** @param version Of the program: another one may know other facts. */
export function toBytes({ files, models }: SavedIndex, version: string): Buffer {
  const all = [...files.values()];
  const columns: Columns = {
    paths: [...files.keys()].join("\0"),
    times: Float64Array.from(all, ({ stamp }) => stamp.time),
    sizes: Float64Array.from(all, ({ stamp }) => stamp.size),
    mentioned: Uint8Array.from(all, ({ mention }) => mentions.indexOf(mention)),
    imports: new Map(all.flatMap(({ specifiers, reExports }, index) => (specifiers ?? reExports ? [[index, { specifiers, reExports }] as const] : []))),
    models: Array.from(models, ([path, bytes]) => [path, bytes.length] as const),
  };
  const packed = serialize(columns);
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
  const { paths, times, sizes, mentioned, imports, models } = deserialize(body.subarray(4, at)) as Columns;
  const files = new Map<string, SavedFile>();
  for (const [index, path] of paths === "" ? [] : paths.split("\0").entries()) {
    const { specifiers, reExports } = imports.get(index) ?? {};
    files.set(path, { stamp: { time: times[index] ?? NaN, size: sizes[index] ?? NaN }, mention: mentions[mentioned[index] ?? 0] ?? "none", specifiers, reExports });
  }
  const packed = models.map(([path, length]) => [path, body.subarray(at, at += length)] as const);
  return { files, models: new Map(packed) };
}

const headLength = 32;

function headOf(body: Buffer, version: string): Buffer {
  return createHash("sha256").update(`${version}\n${process.versions.v8}\n`).update(body).digest();
}
