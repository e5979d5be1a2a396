/** The `inngest` fields of package.json files: those of open documents as they are typed, the others as they lie on the disk. */
import { isObject } from "../../../shared/analysis/json-schema/pointer.ts";
import type { CachedDisk } from "./cached-disk.ts";
import type { TextOf } from "./declared-events.ts";
import { parseJson } from "./parse.ts";

/** The `inngest` field of a package.json, and that package.json. */
export interface Configuration {
  readonly manifest: string;
  readonly value: unknown;
  /** The line from which on the file is no JSON, where it is none: its field is empty then. */
  readonly brokenLine?: number;
}

/** Told from the dependency, which is a string. */
const FIELD = /"inngest"\s*:\s*\{/;
const NOTHING = {};

export class Configurations {
  readonly #disk: CachedDisk;
  readonly #textOf: TextOf;
  /** Fields of open documents that differ from the disk's, as they last could be read. */
  readonly #typed = new Map<string, unknown>();

  constructor(disk: CachedDisk, textOf: TextOf) {
    this.#disk = disk;
    this.#textOf = textOf;
  }

  /** The same value until it changes; undefined where a package.json is not there, or has no such field. */
  read(manifest: string): Configuration | undefined {
    if (this.#typed.has(manifest)) {
      const value = this.#typed.get(manifest);
      return value === undefined ? undefined : { manifest, value };
    }
    const brokenAt = this.#disk.brokenAt(manifest);
    if (brokenAt === undefined) {
      const json = this.#disk.json(manifest);
      return json && "inngest" in json ? { manifest, value: json["inngest"] } : undefined;
    }
    const text = this.#textOf(manifest) ?? "";
    return FIELD.test(text) ? { manifest, value: NOTHING, brokenLine: text.slice(0, brokenAt).split("\n").length } : undefined;
  }

  /** Takes in the text of an open package.json, unless it is half typed; true where that changes its field. */
  typed(manifest: string, text: string): boolean {
    const { value, brokenAt } = parseJson(manifest, text);
    if (brokenAt !== undefined || !isObject(value)) return false;
    const before = this.read(manifest);
    if (before?.brokenLine === undefined && isAlike(before?.value, value["inngest"])) return false;
    this.#typed.set(manifest, value["inngest"]);
    return true;
  }

  /** From here on the disk counts; true where that changes the field. */
  closed(manifest: string): boolean {
    const before = this.#typed.get(manifest);
    return this.#typed.delete(manifest) && !isAlike(before, this.read(manifest)?.value);
  }
}

function isAlike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
