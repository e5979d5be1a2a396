/** Where a command prints: standard output and standard error. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export const standardOutput: Output = { out: (text) => { process.stdout.write(text); }, err: (text) => { process.stderr.write(text); } };

/** The same, but what is said in one turn of the event loop is written once, after it: no answer waits for the terminal. */
export function createTurnOutput(): Output & { flush(): void } {
  let waiting = "";
  const flush = (): void => {
    if (waiting !== "") process.stdout.write(waiting);
    waiting = "";
  };
  process.once("exit", flush);
  return {
    flush, err: standardOutput.err,
    out: (text) => {
      if (waiting === "") setImmediate(flush);
      waiting += text;
    },
  };
}

/** Told when the user or the system asks the command to end; the exit code is the shell's own for that signal. */
export function onSignal(stop: (code: number) => void): () => void {
  const onInterrupt = (): void => { stop(130); };
  const onTerminate = (): void => { stop(143); };
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
}
