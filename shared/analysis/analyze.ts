/** Source text to `FileModel`: one file, with the helpers and constants it links to. */
import ts from "typescript";
import { fileOf, functionAround, isInside } from "./ancestors.ts";
import { clientOf, readClients, readServed, receiverClient } from "./apps.ts";
import { readDeclarations } from "./declarations.ts";
import { isCreateFunction, isEndpoint, readCallShape, readCreateFunction, readEndpoint } from "./create-function.ts";
import type { CreateFunctionCall, FunctionNode } from "./create-function.ts";
import { isDeferred, readDeferred } from "./deferred.ts";
import { findCreatedEvent } from "./event-types.ts";
import { findExportedAs } from "./export-summary.ts";
import { findHandlerSends, isClientSend, readClientSend } from "./client-send.ts";
import { walkHandler } from "./flow.ts";
import { readEventReads, readFailureReads } from "./event-reads.ts";
import type { DataRead, FileModel, FunctionModel, SendSite, StepCall } from "./model.ts";
import { readCreatedPayload, readPayload } from "./payload.ts";
import { inOneAnalysis } from "./one-analysis.ts";
import { skipOuter } from "./resolve.ts";
import { createRecogniser } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { indexOf } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import { locationOf, spanOf } from "./spans.ts";
import { readSideEffect } from "./side-effects.ts";
import { readStepCall, toolOf } from "./step-call.ts";
import { readUnsteady } from "./unsteady.ts";
import type { Execution } from "./walk.ts";
import { readLoopedFunctions, readMadeFunctions } from "./wrappers.ts";
import type { MadeFunction } from "./wrappers.ts";

/**
 * Analyses one file without a type checker. It asks `files` for other files only where a name leads there, so what it
 * asked for is what the model depends on. Half-typed code yields what can be recognised, never an error.
 * Returns undefined where `files` has no such file.
 */
export function analyzeFile(path: string, files: SourceFiles): FileModel | undefined {
  const source = files.source(path);
  return source && inOneAnalysis(() => analyzeSource(path, source, files));
}

function analyzeSource(path: string, source: ts.SourceFile, files: SourceFiles): FileModel {
  const recogniser = createRecogniser(files);
  const { calls: all } = indexOf(source);
  const kept = files.kept?.(path);
  const calls = kept ? all.filter((call) => !kept.has(call)) : all;
  const steps = new Map<ts.CallExpression, StepCall>();
  const created = calls.flatMap((call) => (isCreateFunction(recogniser, call) ? [readCreateFunction(recogniser, call)] : isDeferred(recogniser, call) ? [readDeferred(recogniser, call)] : []));
  const functions = created.map((fn) => readFunction(recogniser, fn, path, steps));
  const made = calls.flatMap((call) => (steps.has(call) ? [] : isCreateFunction(recogniser, call) ? readLoopedFunctions(recogniser, call) : readMadeFunctions(recogniser, call)));
  functions.push(...made.map((fn) => readMade(fn, path, steps)));
  const called = calls.filter((call) => isEndpoint(recogniser, call)).map((call) => readEndpoint(recogniser, call));
  const endpoints = called.map((fn) => readFunction(recogniser, fn, path, steps));
  const served = readServed(recogniser, source, calls);
  for (const call of all) {
    const known = steps.has(call) ? undefined : kept?.step(call);
    if (known) steps.set(call, known);
  }
  const unwalked = readOtherSteps(recogniser, calls, steps);
  const declared = readDeclarations(files, source, (call) => kept?.declarations(call));
  kept?.noteOthers(source, steps, declared, [...[...created, ...made, ...called].map(({ site }) => site.call.end), ...served.map(({ span }) => span.start), ...unwalked.map(({ end }) => end)]);
  const own = [...steps.values()].filter((step) => step.path === path).sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const version = files.sdkVersion?.(path);
  return {
    path,
    text: source.text,
    sdk: files.sdkMajor(path),
    typeChecked: isTypeChecked(source),
    functions: withExports(recogniser, source, functions),
    ...(endpoints.length > 0 ? { endpoints } : {}),
    steps: own,
    sends: findSends(recogniser, all, steps),
    clients: readClients(recogniser, source),
    served,
    ...(version === undefined ? {} : { sdkVersion: version }),
    declarations: [...declared.values()].flatMap(({ declarations }) => declarations),
    needTypes: [...declared.values()].some(({ needTypes }) => needTypes),
  };
}

/** Steps that no walk of a handler came to, such as those of helpers that nobody calls. @returns The calls. */
function readOtherSteps(recogniser: Recogniser, calls: readonly ts.CallExpression[], steps: Map<ts.CallExpression, StepCall>): ts.CallExpression[] {
  return calls.filter((call) => {
    const tool = steps.has(call) ? undefined : toolOf(recogniser, call);
    if (tool) steps.set(call, readStepCall(recogniser, call, tool));
    return tool !== undefined;
  });
}

function withExports(recogniser: Recogniser, source: ts.SourceFile, functions: readonly FunctionModel[]): readonly FunctionModel[] {
  const exported = functions.length === 0 ? [] : findExportedAs(recogniser, source);
  if (exported.length === 0) return functions;
  return functions.map((fn) => {
    const names = exported.filter(({ start }) => fn.span.start === start).map(({ name }) => name);
    return names.length === 0 ? fn : { ...fn, exportedAs: names };
  });
}

/** The wrapper's own steps may have other ids at each of its calls: only those that are written elsewhere are everybody's. */
function readMade({ recogniser, inner, ...fn }: MadeFunction, path: string, calls: Map<ts.CallExpression, StepCall>): FunctionModel {
  const own = new Map(calls);
  const wrapper = functionAround(fn.call);
  const isWrapped = (call: ts.CallExpression): boolean => wrapper !== undefined && isInside(call, wrapper);
  for (const call of calls.keys()) if (isWrapped(call)) own.delete(call);
  const model = readFunction(recogniser, fn, path, own);
  for (const [call, step] of own) if (!isWrapped(call)) calls.set(call, step);
  return { ...model, wrapped: locationOf(fn.call), ...(inner ? { handler: locationOf(inner) } : {}) };
}

function readFunction(recogniser: Recogniser, fn: CreateFunctionCall, path: string, calls: Map<ts.CallExpression, StepCall>): FunctionModel {
  const { call } = fn.site;
  const walk = (handler: FunctionNode | undefined): Execution => walkHandler(recogniser, handler, calls, handler && fileOf(handler).fileName === path ? recogniser.files.kept?.(path) : undefined);
  const [main, failure] = [walk(fn.handler), walk(fn.onFailure)];
  const client = fn.client ? clientOf(recogniser, fn.client) : receiverClient(recogniser, fn.call);
  const name = nameOf(call);
  return {
    path,
    ...(name === undefined ? {} : { name }),
    ...(client ? { client } : {}),
    once: isOnce(call),
    id: fn.id,
    idSpan: fn.idSpan,
    span: spanOf(call),
    calleeSpan: spanOf(call.expression),
    sdk: recogniser.files.sdkMajor(path),
    argumentSpans: call.arguments.map(spanOf),
    ...readCallShape(recogniser, fn),
    triggers: fn.triggers,
    ...(fn.cancelOn.length > 0 ? { cancelOn: fn.cancelOn } : {}),
    ...(fn.expressions.length > 0 ? { expressions: fn.expressions } : {}),
    steps: main.steps,
    failureSteps: failure.steps,
    ...readFailure(recogniser, fn),
    ...(fn.handler ? { handler: locationOf(fn.handler) } : {}),
    handlerSends: [main, failure].flatMap(({ sends }) => findHandlerSends(recogniser, fn.call, sends)),
    ...readData(recogniser, fn, main),
    ...readReplayed(recogniser, [main, failure]),
  };
}

function readFailure(recogniser: Recogniser, fn: CreateFunctionCall): Pick<FunctionModel, "failureReads"> {
  const reads = readFailureReads(recogniser, fn);
  return reads.length > 0 ? { failureReads: reads } : {};
}

/** What the handler reads, and what the expressions around it mention: of their words some are keys. */
function readData(recogniser: Recogniser, fn: CreateFunctionCall, { steps }: Execution): Pick<FunctionModel, "dataReads"> {
  if (fn.triggers.length > 0 && !fn.triggers.some(({ kind }) => kind === "event" || kind === "invoke")) return {};
  const read = readEventReads(recogniser, fn);
  if (!read) return {};
  const expressions = [...fn.expressions, ...steps.flatMap(({ call }) => call.expressions ?? [])];
  const mentioned = expressions.flatMap(({ text, path, span }) => [...text.matchAll(/(\bevent\.data\.)?([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu)].flatMap(([, root = "", key = ""]): DataRead[] => (
    [...(root ? ["event", "data"] : []), key].map((word) => ({ key: word, use: "conditional", location: { path, span }, ...(root && word === key ? {} : { vague: true as const }) })))));
  const own = new Set(read.reads.map(({ key }) => key));
  return { dataReads: { ...read, reads: [...read.reads, ...mentioned.filter(({ key }) => !own.has(key))] } };
}

function nameOf(call: ts.CallExpression): string | undefined {
  return ts.isVariableDeclaration(call.parent) && ts.isIdentifier(call.parent.name) ? call.parent.name.text : undefined;
}

function isOnce(call: ts.CallExpression): boolean {
  return ts.findAncestor(call.parent, (node) => ts.isFunctionLike(node) || ts.isConditionalExpression(node) || ts.isIfStatement(node)
    || ts.isSwitchStatement(node) || ts.isIterationStatement(node, false) || ts.isClassStaticBlockDeclaration(node)) === undefined;
}

/** What goes on outside of steps and is done again, or comes out differently, when the handler runs again. */
function readReplayed(recogniser: Recogniser, executions: readonly Execution[]): Pick<FunctionModel, "unsteady" | "sideEffects" | "swallowed"> {
  const unsteady = executions.flatMap(({ tests }) => tests.map((found) => readUnsteady(recogniser, found)));
  const sideEffects = executions.flatMap(({ effects }) => effects.filter(({ replayed }) => replayed).map((found) => readSideEffect(recogniser, found)));
  const swallowed = executions.flatMap((execution) => execution.swallowed);
  return { ...(unsteady.length > 0 ? { unsteady } : {}), ...(sideEffects.length > 0 ? { sideEffects } : {}), ...(swallowed.length > 0 ? { swallowed } : {}) };
}

/** Sends by step, by client and through `eventType().create`, in source order. */
function findSends(recogniser: Recogniser, calls: readonly ts.CallExpression[], steps: ReadonlyMap<ts.CallExpression, StepCall>): SendSite[] {
  const sends: SendSite[] = [];
  for (const call of calls) {
    const step = steps.get(call);
    if (step) {
      if (step.payload) sends.push({ ...placeOf(call), via: "step.sendEvent", payload: step.payload, step });
      continue;
    }
    const callee = skipOuter(call.expression);
    if (!ts.isPropertyAccessExpression(callee)) continue;
    if (isClientSend(recogniser, call)) {
      sends.push({ ...placeOf(call), via: "client.send", payload: readPayload(recogniser.files, call.arguments[0], call), ...readClientSend(recogniser, call) });
    } else if (callee.name.text === "create") {
      const event = findCreatedEvent(recogniser.files, call);
      const payload = event && readCreatedPayload(recogniser.files, call);
      if (payload) sends.push({ ...placeOf(call), via: "eventType.create", payload, event });
    }
  }
  return sends;
}

function placeOf(call: ts.CallExpression): Pick<SendSite, "path" | "span" | "calleeSpan" | "argumentSpans"> {
  return { path: fileOf(call).fileName, span: spanOf(call), calleeSpan: spanOf(call.expression), argumentSpans: call.arguments.map(spanOf) };
}

function isTypeChecked(source: ts.SourceFile): boolean {
  const header = source.text.slice(0, source.statements[0]?.getStart(source) ?? source.text.length);
  if (/@ts-nocheck\b/.test(header)) return false;
  return /\.[mc]?tsx?$/.test(source.fileName) || /@ts-check\b/.test(header);
}
