/** Requests to other systems that a handler makes itself: `await fetch(…)`, `await stripe.customers.create(…)`. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";
import { findTools } from "./client-send.ts";
import { indentLines } from "./indent.ts";
import type { Extraction, SideEffect } from "./model.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration, referencesTo } from "./scope.ts";
import { locationOf, spanOf } from "./spans.ts";
import type { FoundCall } from "./walk.ts";

/** Packages whose exported functions talk to the world, by which of them; `*` for all. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  "axios": ["*"], "got": ["*"], "ky": ["*"], "node-fetch": ["*"], "ofetch": ["*"], "undici": ["fetch", "request"],
  "ai": ["generateText", "generateObject", "embed", "embedMany"],
  "fs/promises": ["*"], "node:fs/promises": ["*"],
};
/** Packages whose classes are clients of a service. */
const CLIENTS: ReadonlySet<string> = new Set([
  "stripe", "resend", "openai", "@anthropic-ai/sdk", "@prisma/client", "twilio", "@slack/web-api", "@sendgrid/mail", "postmark", "octokit", "@octokit/rest",
  "@aws-sdk/client-s3", "@aws-sdk/client-ses", "@aws-sdk/client-sqs", "ioredis", "pg", "@notionhq/client", "@linear/sdk",
]);

/** True for a call that is awaited where it stands and surely leaves the process. */
export function isSideEffect(recogniser: Recogniser, call: ts.CallExpression): boolean {
  return ts.isAwaitExpression(promiseOf(call).parent) && leavesProcess(recogniser, call);
}

function leavesProcess(recogniser: Recogniser, call: ts.CallExpression): boolean {
  const callee = skipOuter(call.expression);
  if (ts.isIdentifier(callee) && callee.text === "fetch" && !findDeclaration("fetch", callee, "value")) return true;
  let root: ts.Expression = callee;
  while (ts.isPropertyAccessExpression(root)) root = skipOuter(root.expression);
  if (!ts.isIdentifier(root)) return false;
  const value = resolveValue(recogniser.files, root);
  if (value.kind === "package") {
    const names = Object.hasOwn(FUNCTIONS, value.name) ? FUNCTIONS[value.name] : undefined;
    return names !== undefined && (names[0] === "*" || names.includes(value.members.at(-1) ?? ""));
  }
  if (root === callee || value.kind !== "node" || !ts.isNewExpression(value.node)) return false;
  const made = resolveValue(recogniser.files, value.node.expression);
  return made.kind === "package" && CLIENTS.has(made.name);
}

/** The call with the `.then`, `.json` and the like behind it. */
function promiseOf(call: ts.CallExpression): ts.Expression {
  let node: ts.Expression = call;
  for (;;) {
    const access = node.parent;
    if (ts.isParenthesizedExpression(access)) node = access;
    else if (ts.isPropertyAccessExpression(access) && access.expression === node && ts.isCallExpression(access.parent) && access.parent.expression === access) node = access.parent;
    else return node;
  }
}

export function readSideEffect(recogniser: Recogniser, { call }: FoundCall): SideEffect {
  const tools = findTools(recogniser, call);
  const extraction = readExtraction(call);
  return { location: locationOf(call), name: call.expression.getText(fileOf(call)), ...(tools ? { tools } : {}), ...(extraction ? { extraction } : {}) };
}

/** How the call moves into a step, where what it leaves behind is nothing or JSON. */
function readExtraction(call: ts.CallExpression): Extraction | undefined {
  const file = fileOf(call);
  const promise = promiseOf(call);
  const { parent } = promise;
  if (!ts.isAwaitExpression(parent)) return undefined;
  const text = (node: ts.Node): string => node.getText(file);
  if (ts.isExpressionStatement(parent.parent)) return { span: spanOf(parent), before: "", body: `{ ${text(parent)}; }` };
  const outer = outermost(parent);
  if (endsInJson(outer)) return { span: spanOf(outer), before: "", body: text(outer) };
  return readPair(parent, text);
}

/** `(await fetch(url)).json()`, `await (await fetch(url)).json()`. */
function outermost(node: ts.Expression): ts.Expression {
  let outer = node;
  for (;;) {
    const { parent } = outer;
    const wraps = ts.isParenthesizedExpression(parent) || ts.isAwaitExpression(parent) || (ts.isPropertyAccessExpression(parent) && parent.expression === outer && (parent.name.text === "json" || parent.name.text === "text"))
      || (ts.isCallExpression(parent) && parent.expression === outer);
    if (!wraps) return outer;
    outer = parent;
  }
}

function endsInJson(node: ts.Expression): boolean {
  const call = ts.isAwaitExpression(node) ? skipOuter(node.expression) : undefined;
  return call !== undefined && ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && (call.expression.name.text === "json" || call.expression.name.text === "text");
}

/** `const response = await fetch(url); const data = await response.json();`, where nothing else reads the response. */
function readPair(awaited: ts.AwaitExpression, text: (node: ts.Node) => string): Extraction | undefined {
  const declaration = awaited.parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || !ts.isVariableStatement(declaration.parent.parent)) return undefined;
  const statement = declaration.parent.parent;
  const [mention, ...others] = referencesTo(declaration);
  const next = mention && ts.findAncestor(mention, ts.isVariableStatement);
  const taking = next?.declarationList.declarations[0];
  if (!mention || others.length > 0 || !next || next.parent !== statement.parent || !taking?.initializer || !endsInJson(taking.initializer) || next.declarationList.declarations.length > 1) return undefined;
  if (!ts.isBlock(statement.parent) || statement.parent.statements.indexOf(next) !== statement.parent.statements.indexOf(statement) + 1) return undefined;
  const file = fileOf(awaited);
  const indent = /[ \t]*$/.exec(file.text.slice(0, spanOf(statement).start))?.[0] ?? "";
  const keyword = next.declarationList.flags & ts.NodeFlags.Const ? "const" : "let";
  return {
    span: { start: spanOf(statement).start, end: taking.initializer.end },
    before: `${keyword} ${text(taking.name)} = `,
    body: `{\n${indent}  ${indentLines(file.fileName, text(statement), "  ")}\n${indent}  return ${indentLines(file.fileName, text(taking.initializer), "  ")};\n${indent}}`,
  };
}
