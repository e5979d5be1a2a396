/**
 * What plain statements of a file and of its handlers do, kept from one text to the next: a statement that an edit leaves
 * alone, and all that it names too, still does the same.
 */
import ts from "typescript";
import { fileOf, isInside } from "./ancestors.ts";
import { takesArguments } from "./changed-names.ts";
import type { Declarations } from "./declarations.ts";
import { findEditedPart, findUntouched } from "./edited-part.ts";
import { mentionsIn } from "./mentions.ts";
import type { EventDeclaration, Span, StepCall } from "./model.ts";
import { hasPlacesOutside, moved } from "./moved.ts";
import { MAX_STEPS, pathOf } from "./walk.ts";
import type { Frame, PlacedCall, Walk } from "./walk.ts";

/** A statement after which the next one is come to, and whose steps are its own: no branch, no helper, nothing left to run beside others. */
interface PlainStatement {
  /** Where the spans of its steps count from. */
  start: number;
  readonly frame: string;
  readonly steps: { readonly call: ts.CallExpression; step: StepCall; readonly awaited: boolean }[];
  readonly sends: readonly PlainCall[];
  readonly effects: readonly PlainCall[];
  /** Of a statement of the file itself. */
  declarations?: readonly { readonly call: ts.CallExpression; readonly read: readonly EventDeclaration[]; readonly needTypes: boolean }[];
}

/** `before` counts the statement's steps found before it. */
interface PlainCall {
  readonly call: ts.CallExpression;
  readonly before: number;
}

/** How far a walk was when it came to a statement. */
interface WalkMark {
  readonly found: number;
  readonly sends: number;
  readonly effects: number;
  readonly tests: number;
  readonly swallowed: number;
  readonly outside: number;
}

export class KeptStatements {
  readonly #plain = new Map<ts.Statement, PlainStatement>();
  readonly #owners = new Map<ts.CallExpression, ts.Statement>();

  get isEmpty(): boolean {
    return this.#plain.size === 0;
  }

  forget(): void {
    this.#plain.clear();
    this.#owners.clear();
  }

  /** The tree follows an edit: what may be told otherwise now is given up. */
  edited(old: ts.SourceFile, now: ts.SourceFile, newText: Span, isBlank: boolean): void {
    if (this.#plain.size === 0) return;
    const part = findEditedPart(old, now, newText, isBlank);
    const isUntouched = part && findUntouched(part, now);
    if (!isUntouched) {
      this.forget();
      return;
    }
    for (const statement of [...this.#plain.keys()]) {
      if (fileOf(statement) !== now || part.after.some((after) => after === statement || isInside(statement, after)) || !isUntouched(statement)) this.#drop(statement);
    }
  }

  /** Whether a call stands in a statement that is kept: it makes no function, and its step, where it is one, is known. */
  has(call: ts.CallExpression): boolean {
    return this.#owners.has(call);
  }

  step(call: ts.CallExpression): StepCall | undefined {
    return this.#around(call)?.steps.find((one) => one.call === call)?.step;
  }

  /** The events that a call declares; undefined where that has to be read. */
  declarations(call: ts.CallExpression): Declarations | undefined {
    const plain = this.#around(call);
    if (!plain) return undefined;
    const known = plain.declarations?.find((one) => one.call === call);
    return { declarations: known?.read ?? [], needTypes: known?.needTypes ?? false };
  }

  /** Lets a walk go on as if it had visited the statement; false where that has to be done. */
  replay(walk: Walk, statement: ts.Statement, frame: Frame): boolean {
    const plain = this.#plain.get(statement);
    if (plain?.frame !== frameOf(frame) || walk.found.length + plain.steps.length >= MAX_STEPS) return false;
    this.#move(statement, plain);
    const path = pathOf(frame);
    const before = walk.found.length;
    for (const { call, step, awaited } of plain.steps) {
      const known = walk.calls.get(call) ?? step;
      walk.calls.set(call, known);
      walk.found.push({
        awaits: awaited ? [...frame.awaits, frame.depth] : frame.awaits,
        occurrence: { call: known, via: frame.via, path: { ...path, parallel: [...frame.parallel] }, ...(frame.insideStep ? { insideStep: frame.insideStep } : {}) },
      });
    }
    for (const one of plain.sends) walk.sends.push({ call: one.call, path, before: before + one.before });
    for (const one of plain.effects) walk.effects.push({ call: one.call, path, before: before + one.before });
    return true;
  }

  /** Keeps what a walk has found in a statement, where that is plain. */
  note(walk: Walk, statement: ts.Statement, frame: Frame, since: WalkMark): void {
    if (walk.tests.length > since.tests || walk.swallowed.length > since.swallowed || walk.outside > since.outside || walk.pending.length > 0) return;
    const isHere = ({ decisions, parallel, repeats }: PlacedCall["path"]): boolean => decisions === frame.decisions && repeats === frame.repeats && parallel.length === frame.parallel.length;
    const steps: PlainStatement["steps"] = [];
    for (const { awaits, occurrence: { call: step, path, insideStep } } of walk.found.slice(since.found)) {
      const awaited = awaits.length > frame.awaits.length;
      const call = callOf(walk, statement, step);
      if (!call || !isHere(path) || insideStep !== frame.insideStep || awaits.length > frame.awaits.length + 1 || (awaited && awaits.at(-1) !== frame.depth) || !isSelfContained(step, statement)) return;
      steps.push({ call, step, awaited });
    }
    const sends = walk.sends.slice(since.sends);
    const effects = walk.effects.slice(since.effects);
    if (![...sends, ...effects].every(({ path }) => isHere(path))) return;
    const toPlain = ({ call, before }: PlacedCall): PlainCall => ({ call, before: before - since.found });
    this.#keep(statement, { start: statement.getStart(), frame: frameOf(frame), steps, sends: sends.map(toPlain), effects: effects.map(toPlain) });
  }

  /**
   * Keeps what statements of the file itself declare, where they make no more than that.
   * @param special Places of what has to be asked of its calls each time, such as one that makes a function.
   */
  noteOthers(file: ts.SourceFile, steps: ReadonlyMap<ts.CallExpression, StepCall>, read: ReadonlyMap<ts.CallExpression, Declarations>, special: readonly number[]): void {
    for (const call of read.keys()) {
      const owner = this.#owners.get(call);
      if (owner && !this.#plain.get(owner)?.declarations) this.#drop(owner);
    }
    for (const statement of file.statements) {
      if (this.#plain.has(statement) || !ts.isVariableStatement(statement) || takesArguments(statement)) continue;
      const { calls } = mentionsIn(statement);
      const declarations = calls.flatMap((call) => {
        const declared = read.get(call);
        return declared ? [{ call, read: declared.declarations, needTypes: declared.needTypes }] : [];
      });
      const around = { start: statement.getStart(), end: statement.end };
      const isOwn = declarations.every((one) => one.read.every(({ location, declaredAt }) => !hasPlacesOutside([location, declaredAt ?? location], file.fileName, around)));
      if (!isOwn || calls.some((call) => steps.has(call))) continue;
      this.#keep(statement, { start: around.start, frame: "", steps: [], sends: [], effects: [], declarations });
    }
    for (const place of special) this.#exclude(place);
  }

  #exclude(place: number): void {
    for (const statement of [...this.#plain.keys()]) if (statement.pos < place && place <= statement.end) this.#drop(statement);
  }

  /** The statement that a call stands in, at its present place. */
  #around(call: ts.CallExpression): PlainStatement | undefined {
    const statement = this.#owners.get(call);
    const plain = statement && this.#plain.get(statement);
    if (plain) this.#move(statement, plain);
    return plain;
  }

  #keep(statement: ts.Statement, plain: PlainStatement): void {
    this.#plain.set(statement, plain);
    for (const call of mentionsIn(statement).calls) this.#owners.set(call, statement);
  }

  #drop(statement: ts.Statement): void {
    this.#plain.delete(statement);
    for (const call of mentionsIn(statement).calls) if (this.#owners.get(call) === statement) this.#owners.delete(call);
  }

  #move(statement: ts.Statement, plain: PlainStatement): void {
    const start = statement.getStart();
    if (start === plain.start) return;
    const distance = start - plain.start;
    for (const one of plain.steps) one.step = moved(one.step, distance);
    if (plain.declarations) plain.declarations = plain.declarations.map((one) => ({ ...one, read: one.read.map(({ data, ...declaration }) => ({ ...moved(declaration, distance), data })) }));
    plain.start = start;
  }
}

/** What a frame has to be alike in, so that a statement does the same in it. */
function frameOf({ certain, insideStep, depth }: Frame): string {
  return `${String(depth)} ${String(certain && !insideStep)}`;
}

function callOf({ calls }: Walk, statement: ts.Statement, step: StepCall): ts.CallExpression | undefined {
  return mentionsIn(statement).calls.find((call) => calls.get(call) === step);
}

/** Whether nothing is told in it of what is around its statement. */
function isSelfContained(step: StepCall, statement: ts.Statement): boolean {
  const { id, mutates, misread, unchecked, lostIn, insideStep, times, wrongFunction } = step;
  if (id.kind !== "id" || id.id.kind !== "known" || mutates || misread || unchecked || lostIn || insideStep || wrongFunction || times !== undefined) return false;
  return !hasPlacesOutside(step, step.path, { start: statement.getStart(), end: statement.end });
}
