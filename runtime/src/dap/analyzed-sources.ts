/**
 * The source model on the static analysis. Loaded when it is first asked for: it brings the TypeScript compiler, which a
 * run without breakpoints can do without until it has stopped.
 */
import { statSync } from "node:fs";
import path from "node:path";
import type ts from "typescript";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { FileModel, FunctionModel, StepCall } from "../../../shared/analysis/model.ts";
import type { SourceFiles } from "../../../shared/analysis/source-files.ts";
import type { SourcePosition } from "../executor/model.ts";
import { createDiskSources, toSlashes } from "../worker/disk-sources.ts";
import type { FunctionPlace, SourceModel, StepLine, WrittenStep, WrittenTrigger } from "./source-model.ts";

interface Analyzed {
  readonly model: FileModel;
  readonly files: SourceFiles;
}

/** Reads from disk, so that what it says is what the program will load. */
export function createSourceModel(): SourceModel {
  const known = new Map<string, { readonly stamp: string; readonly analyzed: Analyzed | undefined }>();
  const analyze = (file: string): Analyzed | undefined => {
    const stats = statSync(file, { throwIfNoEntry: false });
    const stamp = `${stats?.mtimeMs} ${stats?.size}`;
    const last = known.get(file);
    if (last?.stamp === stamp) return last.analyzed;
    const files = createDiskSources();
    const model = analyzeFile(toSlashes(path.resolve(file)), files);
    const analyzed = model === undefined ? undefined : { model, files };
    known.set(file, { stamp, analyzed });
    return analyzed;
  };
  return {
    stepLines(file) {
      const analyzed = analyze(file);
      const source = analyzed?.files.source(analyzed.model.path);
      if (analyzed === undefined || source === undefined) return undefined;
      return analyzed.model.steps.map(({ calleeSpan, id }): StepLine => ({
        firstLine: lineAt(source, calleeSpan.start),
        line: lineAt(source, calleeSpan.end),
        column: source.getLineAndCharacterOfPosition(calleeSpan.end).character + 1,
        id: id.kind === "id" && id.id.kind === "known" ? id.id.value : undefined,
      }));
    },
    functions(file) {
      const analyzed = analyze(file);
      return (analyzed?.model.functions ?? []).flatMap((fn): FunctionPlace[] => {
        const { path: at, span } = fn.handler ?? { path: fn.path, span: fn.calleeSpan };
        const source = analyzed?.files.source(at);
        if (fn.id.kind !== "known" || source === undefined) return [];
        const written = (steps: typeof fn.steps) => steps.flatMap(({ call }) => toWrittenStep(call, analyzed?.files.source(call.path)) ?? []);
        return [{ id: fn.id.value, steps: written(fn.steps), failureSteps: written(fn.failureSteps), position: toPosition(at, span.start, source), triggers: writtenTriggers(fn, analyzed?.files.source(fn.path)) }];
      });
    },
  };
}

const writtenTriggers = ({ path: at, triggers }: FunctionModel, source: ts.SourceFile | undefined): WrittenTrigger[] =>
  triggers.flatMap((trigger) => (source === undefined || trigger.kind !== "event" || trigger.event.name.kind !== "known" ? [] : [{ event: trigger.event.name.value, position: toPosition(at, trigger.span.start, source) }]));

function toWrittenStep({ path: at, tool, id, calleeSpan }: StepCall, source: ts.SourceFile | undefined): WrittenStep | undefined {
  if (source === undefined) return undefined;
  const known = id.kind !== "id" || id.id.kind === "unknown" ? "…" : id.id.kind === "known" ? id.id.value : id.id.parts.map((part) => part ?? "…").join("");
  return { id: known, tool: `step.${tool}`, firstLine: lineAt(source, calleeSpan.start), position: toPosition(at, calleeSpan.end - (/[\w$]+$/.exec(source.text.slice(calleeSpan.start, calleeSpan.end))?.[0].length ?? 0), source) };
}

function toPosition(at: string, offset: number, source: ts.SourceFile): SourcePosition {
  const { line, character } = source.getLineAndCharacterOfPosition(offset);
  return { path: path.normalize(at), line: line + 1, column: character + 1 };
}

const lineAt = (source: ts.SourceFile, offset: number): number => source.getLineAndCharacterOfPosition(offset).line + 1;
