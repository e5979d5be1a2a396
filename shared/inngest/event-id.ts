import { encodeTime, monotonicFactory, TIME_LEN } from "ulid";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Crockford base 32 of ten bytes: the 16 characters of a ULID after its time. */
function encodeEntropy(bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (let i = 0; i < 16; i++) {
    text = `${alphabet[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return text;
}

/**
 * The id of the n-th event of a request (from 1) whose SDK sent the header `x-inngest-event-id-seed`, which is
 * `<milliseconds>,<base64 of ten bytes>`: the same header gives the same ids, so a request repeated after a lost answer
 * sends no event twice. Undefined when the header is not of that form.
 */
export function seededEventId(seed: string | undefined, index: number): string | undefined {
  const [time, entropy, ...rest] = seed?.split(",") ?? [];
  if (time === undefined || entropy === undefined || rest.length > 0 || !/^\d{1,15}$/.test(time)) return undefined;
  const bytes = Buffer.from(entropy, "base64");
  const milliseconds = Number(time);
  if (milliseconds === 0 || milliseconds >= 2 ** 48 || bytes.length !== 10) return undefined;
  bytes.writeUInt32BE((bytes.readUInt32BE(6) + index) >>> 0, 6);
  return encodeTime(milliseconds, TIME_LEN) + encodeEntropy(bytes);
}

export function isUlid(text: string): boolean {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

/** A small seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Monotonic ULIDs and the chance behind jitter. With a seed, and times that repeat, the whole sequence repeats. */
export function createIds(options: { readonly seed?: number } = {}): { ulid(at: number): string; random(): number } {
  if (options.seed === undefined) return { ulid: monotonicFactory(), random: Math.random };
  const random = createRandom(options.seed);
  return { ulid: monotonicFactory(createRandom(options.seed ^ 0x5eed)), random };
}
