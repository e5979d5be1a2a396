/**
 * The JavaScript debugger beside a debug session: asked for when a breakpoint or a Step Into needs it, and gone with the
 * program. Where an editor has none, steps are debugged all the same.
 */
import path from "node:path";
import type { WebSocket } from "ws";
import { createRelay, type Relay } from "../javascript/relay.ts";
import { openDebuggerSocket } from "../javascript/socket.ts";
import { createSourceFinder } from "../javascript/source-places.ts";
import type { JavaScriptMove } from "../javascript/pauses.ts";
import type { SourcePosition } from "../executor/model.ts";
import { isWorkerCode } from "../worker/child-port.ts";
import type { InspectorMessage, OpenInspector } from "../worker/inspector-channel.ts";
import { toChildConfiguration, type ChildConfiguration, type JavaScriptArguments } from "./javascript-child.ts";

/** The program's process as far as a JavaScript debugger needs it. */
export interface InspectableProgram {
  /** Absolute path of the module that runs. */
  readonly bundle: string;
  inspector(): OpenInspector;
}

export interface JavaScriptPorts {
  /** Has the client start the debugger. */
  ask(javascript: JavaScriptArguments, configuration: ChildConfiguration): void;
  isStepCall(place: SourcePosition): boolean;
  onMoved(runId: string, move: JavaScriptMove): void;
  /** The run in whose code the debugger stands; undefined once it stands no more. */
  onStanding(runId: string | undefined): void;
  /** One sentence for the user. */
  onProblem(message: string): void;
  /** It could not be started, and will not be asked for again. */
  onAbsent(): void;
}

export interface JavaScript {
  /** A program that is about to load; resolves once it may. Where `isNeeded` says so the debugger is there first. */
  prepare(program: InspectableProgram, args: JavaScriptArguments | undefined, isNeeded: () => Promise<boolean>): Promise<void>;
  /** Resolves once the debugger has set its breakpoints, or with false: there is none. */
  attach(): Promise<boolean>;
  /** Has the next call of a step's body stop on its first line. */
  stopInBody(runId: string, hashedId: string): Promise<boolean>;
  /** The client could not start it; one sentence about it, where the client has not told the user itself. */
  fail(message?: string): void;
  /** The program ends, or the session. */
  detach(): void;
}

/** A debugger that an editor starts for the first time loads its own code first; one that cannot start says so at once. */
const attachTimeout = 60_000;
/** The body's breakpoint is set between two messages; more means that the debugger holds the program. */
const bodyTimeout = 2_000;

export function createJavaScript(ports: JavaScriptPorts): JavaScript {
  let current: { readonly program: InspectableProgram; readonly args: JavaScriptArguments } | undefined;
  let attached: Promise<boolean> | undefined;
  let relay: Relay | undefined;
  let end: (() => void) | undefined;
  let giveUp: (() => void) | undefined;

  async function start(program: InspectableProgram, args: JavaScriptArguments): Promise<boolean> {
    const socket = await openDebuggerSocket(path.dirname(program.bundle));
    if (current?.program !== program) {
      // The program ended meanwhile.
      socket.close();
      return false;
    }
    let connection: WebSocket | undefined;
    const ready = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => {
        ports.onProblem(`the JavaScript debugger did not attach within ${attachTimeout / 1000} s: breakpoints that are not on a step call do not stop`);
        giveUp?.();
      }, attachTimeout).unref();
      const settle = (isReady: boolean): void => {
        clearTimeout(timer);
        resolve(isReady);
      };
      giveUp = () => {
        end?.();
        // Asked once more, it would be waited for once more.
        attached = Promise.resolve(false);
        ports.onAbsent();
      };
      end = () => {
        settle(false);
        socket.close();
        connection?.close();
        relay?.close();
        relay = end = attached = undefined;
      };
      void socket.connected.then((found) => {
        connection = found;
        relay = connect(found, program, () => { settle(true); });
      });
    });
    ports.ask(args, toChildConfiguration(args.type, socket.address, program.bundle));
    return ready;
  }

  function connect(connection: WebSocket, { bundle, inspector }: InspectableProgram, onReady: () => void): Relay {
    const made = createRelay({
      bundle, open: inspector(), onReady,
      findSource: createSourceFinder(bundle),
      isHidden: (url) => url.startsWith("node:") || isWorkerCode(url) || url.includes("/node_modules/"),
      isStepCall: ports.isStepCall,
      onPaused: ({ runId }) => { ports.onStanding(runId); },
      onMoved: ({ runId }, move) => {
        ports.onStanding(undefined);
        if (runId !== undefined) ports.onMoved(runId, move);
      },
      send: (message) => { connection.send(JSON.stringify(message)); },
    });
    connection.on("message", (data: Buffer) => { made.receive(JSON.parse(data.toString("utf8")) as InspectorMessage); });
    connection.on("error", () => undefined);
    // The debugger has gone on its own: what it held goes on.
    connection.on("close", () => {
      ports.onStanding(undefined);
      if (relay === made) end?.();
    });
    return made;
  }

  const attach = async (): Promise<boolean> => {
    if (current === undefined) return false;
    return attached ??= start(current.program, current.args);
  };

  return {
    attach,
    async prepare(program, args, isNeeded) {
      current = args === undefined ? undefined : { program, args };
      attached = undefined;
      if (current !== undefined && await isNeeded()) await attach();
    },
    async stopInBody(runId, hashedId) {
      const timeout = new Promise<boolean>((resolve) => { setTimeout(resolve, bodyTimeout, false).unref(); });
      return await Promise.race([relay?.stopInBody(runId, hashedId), timeout]) === true;
    },
    fail(message) {
      if (giveUp === undefined || relay !== undefined) return;
      if (message !== undefined) ports.onProblem(message);
      giveUp();
    },
    detach() {
      current = undefined;
      end?.();
    },
  };
}
