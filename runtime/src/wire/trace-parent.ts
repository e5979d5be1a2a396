/**
 * What tells a request that an app makes within a call from any other: the SDK forwards the call's `traceparent` (W3C Trace
 * Context) with what a step sends, so that the trace's id names the call.
 */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `callId` is a ULID: as many bits as a trace's id. */
export function toTraceParent(callId: string): string {
  const bits = [...callId].reduce((sum, character) => (sum << 5n) | BigInt(alphabet.indexOf(character)), 0n);
  const trace = bits.toString(16).padStart(32, "0");
  return `00-${trace}-${trace.slice(16)}-01`;
}

/** The call's id; undefined for what is no `traceparent`. */
export function fromTraceParent(header: string | undefined): string | undefined {
  const trace = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(header ?? "")?.[1];
  if (trace === undefined) return undefined;
  let bits = BigInt(`0x${trace}`);
  let text = "";
  for (let i = 0; i < 26; i++, bits >>= 5n) text = `${alphabet[Number(bits & 31n)]}${text}`;
  return text;
}
