import zlib from "node:zlib";

const unpackers: Readonly<Record<string, (packed: Buffer, options: zlib.ZlibOptions) => Buffer>> = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync };

/** Nobody asks apps to pack their answers; what stands before one may do so all the same. Throws for what cannot be unpacked. */
export function unpack(body: Buffer, encoding = "identity", mostBytes = Infinity): Buffer | "too large" {
  if (encoding === "identity" || body.length === 0) return body;
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  if (unpacker === undefined) throw new Error(`its body is packed as ${encoding}`);
  try {
    return unpacker(body, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return "too large";
    throw new Error(`its body is said to be ${encoding} and is not`, { cause: error });
  }
}
