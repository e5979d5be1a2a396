/** A debuggee on the real runtime: the user's program in its own process, the executor on top. */
import { startProgram } from "../program.ts";
import { chooseEvent, chooseFunction } from "../target.ts";
import type { LaunchDebuggee } from "./debuggee.ts";
import { sessionEnded } from "./errors.ts";

export const launchDebuggee: LaunchDebuggee = async (args, hooks, signal) => {
  const { program: file, cwd, env, envFile, tsconfig, runtimeExecutable, network, clock, follow } = args;
  const program = await startProgram({
    program: file, cwd, env, network, clock, follow,
    ...(envFile === undefined ? {} : { envFile }), ...(tsconfig === undefined ? {} : { tsconfig }), ...(runtimeExecutable === undefined ? {} : { runtimeExecutable }),
    // Without a gate the SDK runs steps as it finds them: full speed, the same results.
    gate: args.noDebug ? undefined : hooks.gate,
    onEvent: (event) => { hooks.onEvent(event); },
    onLost: (message) => { hooks.onLost(message); },
  });
  const { executor } = program;
  const watchIdle = (): void => {
    void executor.whenIdle().then(() => {
      // A rewind may have come in between.
      if (executor.runs().every(({ endedAt }) => endedAt !== undefined)) hooks.onIdle();
    });
  };
  try {
    if (signal.aborted) throw sessionEnded();
    const fn = chooseFunction(program.functions, args.function, file);
    const event = chooseEvent(fn, args.event, program.clock.now());
    return {
      functions: program.functions,
      start: () => {
        executor.start(fn.id, event);
        watchIdle();
      },
      run: (runId) => executor.run(runId),
      rewind: (runId, position) => {
        executor.rewind(runId, position);
        watchIdle();
      },
      now: () => program.clock.now(),
      stop: () => program.stop(),
    };
  } catch (error) {
    await program.stop();
    throw error;
  }
};
