/** `stepwise serve` as a process of its own, from source. */
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

export interface ServeProcess {
  readonly child: ChildProcess;
  /** Its exit code, once it has ended; null where a signal ended it. */
  readonly code: Promise<number | null>;
  /** What it has printed, on both its outputs. */
  printed(): string;
  /** Resolves with what was printed once it matches; rejects when it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves once this was printed so many times; rejects when it ends before. */
  times(text: string, count: number): Promise<unknown>;
  /** `http://127.0.0.1:<port>`, once it listens. */
  origin(): Promise<string>;
  /** As Ctrl+C does; resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

export function startServeProcess(args: readonly string[], { nodeOptions = [] }: { readonly nodeOptions?: readonly string[] } = {}): ServeProcess {
  const child = spawn(process.execPath, [...nodeOptions, path.join(root, "runtime/src/testing/run-command.ts"), "serve", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const watchers = new Set<() => void>();
  const take = (text: string): void => { printed += text; watchers.forEach((watch) => { watch(); }); };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const code = new Promise<number | null>((resolve) => { child.once("close", resolve); });
  const find = <T>(what: string, look: () => T | undefined): Promise<T> => new Promise((resolve, reject) => {
    const watch = (): void => {
      const found = look();
      if (found === undefined) return;
      watchers.delete(watch);
      resolve(found);
    };
    watchers.add(watch);
    watch();
    void code.then(() => { reject(new Error(`it ended before it printed ${what}:\n${printed}`)); });
  });
  const until = (pattern: RegExp): Promise<RegExpExecArray> => find(String(pattern), () => pattern.exec(printed) ?? undefined);
  return {
    child, code, until, printed: () => printed,
    times: (text, count) => find(`${text} ${count} times`, () => (printed.split(text).length > count ? true : undefined)),
    origin: async () => (await until(/http:\/\/127\.0\.0\.1:\d+/))[0],
    interrupt: () => { child.kill("SIGINT"); return code; },
  };
}
