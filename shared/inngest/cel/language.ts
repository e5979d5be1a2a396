/** What can be written in an expression: where it starts from, and the functions there are. Source: Inngest's documentation on expressions and the CEL standard library. */

/** Options that hold expressions; which one it is decides what the expression can see. */
export type ExpressionPlace = "trigger" | "options" | "wait" | "cancelOn";

export interface CelFunctionInfo {
  readonly name: string;
  /** `size(x)`, `x.size()`, or either. */
  readonly form: "function" | "method" | "either";
  /** As it is called. */
  readonly signature: string;
  readonly summary: string;
  /** What a method is called on. */
  readonly of?: readonly ("text" | "list")[];
}

/** `event` is the event that started the run; `async` the one that is waited for, or that cancels. */
export function rootsOf(place: ExpressionPlace): readonly ("event" | "async")[] {
  return place === "wait" || place === "cancelOn" ? ["event", "async"] : ["event"];
}

const onText = (name: string, signature: string, summary: string): CelFunctionInfo => ({ name, form: "method", signature, summary, of: ["text"] });
const onList = (name: string, signature: string, summary: string): CelFunctionInfo => ({ name, form: "method", signature, summary, of: ["list"] });
const plain = (name: string, signature: string, summary: string): CelFunctionInfo => ({ name, form: "function", signature, summary });

/** Every function and macro; macros take a variable's name first, `items.exists(item, item.price > 10)`. */
export const celFunctionInfos: readonly CelFunctionInfo[] = [
  plain("has", "has(event.data.key)", "true when the key is there"),
  { name: "size", form: "either", signature: "size(value)", summary: "length of a string, a list or a map", of: ["text", "list"] },
  onText("contains", "text.contains(part)", "true when the text holds the part"),
  onText("startsWith", "text.startsWith(start)", "true when the text starts so"),
  onText("endsWith", "text.endsWith(end)", "true when the text ends so"),
  onText("matches", "text.matches(pattern)", "true when the regular expression matches"),
  onList("exists", "list.exists(item, condition)", "true when the condition holds for one item"),
  onList("exists_one", "list.exists_one(item, condition)", "true when the condition holds for exactly one item"),
  onList("all", "list.all(item, condition)", "true when the condition holds for every item"),
  onList("filter", "list.filter(item, condition)", "the items for which the condition holds"),
  onList("map", "list.map(item, value)", "a value for each item"),
  plain("lowercase", "lowercase(text)", "the text in lower case"),
  plain("uppercase", "uppercase(text)", "the text in upper case"),
  plain("b64decode", "b64decode(text)", "the text that base64 stands for"),
  plain("json_parse", "json_parse(text)", "the value that JSON text stands for"),
  plain("date", "date(text)", "the date that a text or a number of milliseconds stands for"),
  plain("now", "now()", "the present"),
  plain("now_plus", "now_plus(duration)", "the present and a duration, `\"1h30m\"`"),
  plain("now_minus", "now_minus(duration)", "the present less a duration"),
  plain("string", "string(value)", "the value as text"),
  plain("int", "int(value)", "the value as a whole number"),
  plain("double", "double(value)", "the value as a number"),
  plain("bool", "bool(value)", "the value as true or false"),
  plain("timestamp", "timestamp(text)", "the time that an RFC 3339 text stands for"),
  plain("duration", "duration(text)", "the duration that a text stands for, `\"1h30m\"`"),
  plain("min", "min(a, b)", "the least"),
  plain("max", "max(a, b)", "the greatest"),
];

/** Standard functions that are rarely wanted: known, so that nobody is told they do not exist, but not offered. */
const RARE: readonly string[] = [
  "uint", "bytes", "dyn", "type", "existsOne", "transformList", "transformMap", "orValue", "value", "hasValue", "optMap", "optFlatMap", "of", "ofNonZeroValue", "none",
  "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds",
  "lowerAscii", "upperAscii", "trim", "replace", "split", "substring", "indexOf", "lastIndexOf", "charAt", "join", "format", "quote", "reverse",
];

export const knownFunctions: ReadonlySet<string> = new Set([...celFunctionInfos.map(({ name }) => name), ...RARE]);

/** What JavaScript calls otherwise. */
export const fromJavaScript: Readonly<Record<string, string>> = {
  includes: "contains", toLowerCase: "lowercase", toUpperCase: "uppercase", some: "exists", every: "all", test: "matches", match: "matches", find: "filter",
  String: "string", Number: "double", Boolean: "bool", parseInt: "int", parseFloat: "double", length: "size", atob: "b64decode",
};

/** Names of types, which stand in an expression like variables. */
export const typeNames: ReadonlySet<string> = new Set(["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "google", "optional"]);

export const macros: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "existsOne", "filter", "map", "transformList", "transformMap"]);
