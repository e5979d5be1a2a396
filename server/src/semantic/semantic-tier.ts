/**
 * When the types process is asked, and when it runs at all: started by the first question, asked when typing pauses,
 * stopped when nothing was asked for a while, started again once if it crashes.
 */
import type { TypeFacts } from "../../../shared/analysis/type-facts.ts";
import type { Answer, Question } from "./messages.ts";
import type { TypesListener, TypesProcess } from "./types-process.ts";

export interface TierParts {
  start(listener: TypesListener): TypesProcess;
  /** Documents of the editor, whether or not they are asked about. */
  open(): readonly { readonly path: string; readonly version: number; readonly text: string }[];
  /** Files to ask about, the most urgent first; none keeps the process from being started. */
  files(): readonly string[];
  /** Facts about the present text of a file. */
  onFacts(path: string, facts: TypeFacts): void;
  /** Every fact about one question has been told. */
  onDone(): void;
  log(message: string): void;
}

/** In milliseconds. */
export interface TierDelays {
  /** After the last key. */
  readonly settle: number;
  readonly idle: number;
  /** Without an answer the process counts as crashed. */
  readonly hang: number;
}

export const usualDelays: TierDelays = { settle: 200, idle: 5 * 60_000, hang: 30_000 };

export class SemanticTier {
  readonly #parts: TierParts;
  readonly #delays: TierDelays;
  #process: TypesProcess | undefined;
  #crashes = 0;
  #question = 0;
  /** Versions of the documents as the process has them. */
  #sent = new Map<string, number>();
  #changed = new Set<string>();
  #structure = false;
  /** Changed since the last question was asked. */
  readonly #stale = new Set<string>();
  #settling: NodeJS.Timeout | undefined;
  #idling: NodeJS.Timeout | undefined;
  #hanging: NodeJS.Timeout | undefined;

  constructor(parts: TierParts, delays = usualDelays) {
    this.#parts = parts;
    this.#delays = delays;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** A document was opened, edited or closed. */
  textChanged(path: string): void {
    this.#stale.add(path);
    this.#askSoon();
  }

  /** Files of the disk changed; `structure` where some came or went. */
  filesChanged(paths: readonly string[], structure: boolean): void {
    if (!this.#process && !this.#settling) return;
    for (const path of paths) {
      this.#changed.add(path);
      this.#stale.add(path);
    }
    this.#structure ||= structure;
    this.#askSoon();
  }

  stop(): void {
    for (const timer of [this.#settling, this.#idling, this.#hanging]) clearTimeout(timer);
    this.#settling = undefined;
    this.#process?.kill();
    this.#process = undefined;
    this.#sent = new Map();
  }

  #askSoon(): void {
    if (this.#crashes > 1) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => { this.#ask(); }, this.#delays.settle);
  }

  #ask(): void {
    this.#settling = undefined;
    const files = this.#parts.files();
    if (files.length === 0) return;
    const process = this.#process ??= this.#start();
    this.#stale.clear();
    process.ask(this.#makeQuestion(files));
    clearTimeout(this.#hanging);
    this.#hanging = setTimeout(() => {
      process.kill();
      this.#crashed(`no answer in ${String(this.#delays.hang / 1000)} s`);
    }, this.#delays.hang);
    clearTimeout(this.#idling);
    this.#idling = setTimeout(() => { this.stop(); }, this.#delays.idle);
    // Neither keeps a server alive whose editor went away.
    this.#idling.unref();
    this.#hanging.unref();
  }

  #makeQuestion(files: readonly string[]): Question {
    const open = this.#parts.open();
    const texts: Question["texts"][number][] = open.filter(({ path, version }) => this.#sent.get(path) !== version);
    const closed = [...this.#sent.keys()].filter((path) => !open.some((document) => document.path === path));
    for (const path of closed) texts.push({ path, version: 0 });
    this.#sent = new Map(open.map(({ path, version }) => [path, version]));
    const question: Question = { id: ++this.#question, texts, changed: [...this.#changed, ...closed], structure: this.#structure, files };
    this.#changed = new Set();
    this.#structure = false;
    return question;
  }

  #start(): TypesProcess {
    this.#sent = new Map();
    return this.#parts.start({ onAnswer: (answer) => { this.#answered(answer); }, onCrash: (how) => { this.#crashed(how); } });
  }

  #answered(answer: Answer): void {
    if (answer.id !== this.#question) return;
    if (answer.kind === "facts") {
      if (!this.#stale.has(answer.path)) this.#parts.onFacts(answer.path, answer.facts);
      return;
    }
    clearTimeout(this.#hanging);
    if (answer.kind === "failed") this.#parts.log(`types could not be read: ${answer.message}`);
    else this.#parts.onDone();
  }

  #crashed(how: string): void {
    clearTimeout(this.#hanging);
    this.#process = undefined;
    this.#crashes += 1;
    if (this.#crashes === 1) this.#askSoon();
    else {
      this.#parts.log(`the types process ended twice (${how}); types are not looked at until the server is restarted`);
      this.stop();
    }
  }
}
