/** Where JSON text goes wrong: `JSON.parse` no longer says so on every Node.js. */

class JsonMistake extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super("not valid JSON");
    this.offset = offset;
  }
}

const space = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- JSON strings hold no control characters
const scalar = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function afterSpace(text: string, offset: number): number {
  return skip(space, text, offset);
}

function readMembers(text: string, start: number, close: string, readMember: (offset: number) => number): number {
  let offset = afterSpace(text, start);
  if (text[offset] === close) return offset + 1;
  for (;;) {
    offset = afterSpace(text, readMember(offset));
    if (text[offset] === close) return offset + 1;
    if (text[offset] !== ",") throw new JsonMistake(offset);
    offset = afterSpace(text, offset + 1);
  }
}

function readProperty(text: string, start: number): number {
  const name = text[start] === '"' ? skip(scalar, text, start) : -1;
  if (name < 0) throw new JsonMistake(start);
  const colon = afterSpace(text, name);
  if (text[colon] !== ":") throw new JsonMistake(colon);
  return readValue(text, colon + 1);
}

function readValue(text: string, start: number): number {
  const offset = afterSpace(text, start);
  if (text[offset] === "{") return readMembers(text, offset + 1, "}", (at) => readProperty(text, at));
  if (text[offset] === "[") return readMembers(text, offset + 1, "]", (at) => readValue(text, at));
  const end = skip(scalar, text, offset);
  if (end < 0) throw new JsonMistake(offset);
  return end;
}

/** Offset of the first character that cannot stand where it stands; undefined when the text is valid. */
export function findJsonError(text: string): number | undefined {
  try {
    const end = afterSpace(text, readValue(text, 0));
    return end < text.length ? end : undefined;
  } catch (error) {
    if (error instanceof JsonMistake) return error.offset;
    throw error;
  }
}
