/** A place in a text as editors count it: line and UTF-16 column, both from 0. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

const lineFeed = 10;
const carriageReturn = 13;

/** Offsets of one text to positions and back. Places outside the text are moved to the nearest one inside. */
export class LineMap {
  readonly #length: number;
  readonly #starts: number[] = [0];
  /** End of each line without its line break. */
  readonly #ends: number[] = [];

  constructor(text: string) {
    this.#length = text.length;
    // The line breaks of the Language Server Protocol: \n, \r\n and \r; not those that only JavaScript knows.
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== lineFeed && code !== carriageReturn) continue;
      this.#ends.push(at);
      if (code === carriageReturn && text.charCodeAt(at + 1) === lineFeed) at += 1;
      this.#starts.push(at + 1);
    }
    this.#ends.push(text.length);
  }

  positionAt(offset: number): LinePosition {
    const inside = clamp(offset, 0, this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: inside - (this.#starts[low] ?? 0) };
  }

  offsetAt({ line, character }: LinePosition): number {
    if (!(line >= 0)) return 0;
    const start = this.#starts[Math.floor(line)];
    if (start === undefined) return this.#length;
    return clamp(start + Math.floor(character), start, this.#ends[Math.floor(line)] ?? this.#length);
  }
}

function clamp(value: number, low: number, high: number): number {
  return value > low ? Math.min(value, high) : low;
}
