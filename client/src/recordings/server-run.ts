/** Runs of the Dev Server and of Inngest Cloud: fetched, written beside the kept recordings, and gone on with here. */
import { Uri, window, workspace, type SecretStorage } from "vscode";
import type { ServerLifecycle } from "../server-lifecycle.ts";
import type { RunServer } from "./fetch-run.ts";
import type { KeptRecordings } from "./kept-recordings.ts";

const keyName = "inngest.apiKey";

/** The part of a launch configuration that a fetched run decides. */
export interface TakenOver {
  /** Absolute path of the file that creates the function. */
  readonly program: string;
  readonly function: string;
  /** Absolute path. */
  readonly recording: string;
}

export interface ServerRuns {
  /** Asks where a run is, and which where that is not given; undefined where the user has not said, or was told what is wrong. */
  takeOver(runId: string | undefined): Promise<{ readonly origin: RunServer["origin"]; readonly run: TakenOver } | undefined>;
}

export function createServerRuns(kept: KeptRecordings, secrets: SecretStorage, server: ServerLifecycle): ServerRuns {
  return {
    async takeOver(given) {
      const from = await chooseServer(secrets, given === undefined ? "Where did it run?" : `Where did ${given} run? It is none of the Runs view.`);
      const runId = from === undefined ? undefined : given ?? await window.showInputBox({ title: "Debug Run from Server", prompt: "Id of the run", placeHolder: "01HQ8PTAESBZPBDS8JTRZZYY3S", ignoreFocusOut: true });
      if (from === undefined || runId === undefined || runId.trim() === "") return undefined;
      const { fetchRun, RecordingError, writeRecording } = await import("../recordings.ts");
      try {
        const recording = await fetchRun(from, runId, Date.now());
        const [run] = recording.runs;
        const program = run === undefined ? undefined : await findProgram(server, run.localId);
        if (run === undefined || program === undefined) return undefined;
        const file = kept.nextFile(run.localId);
        await workspace.fs.writeFile(file, Buffer.from(writeRecording(recording)));
        return { origin: from.origin, run: { program: program.fsPath, function: run.localId, recording: file.fsPath } };
      } catch (error) {
        if (!(error instanceof RecordingError)) throw error;
        // A key that is refused is asked for anew the next time.
        if (error.message.includes("refuses the key")) await secrets.delete(keyName);
        void window.showErrorMessage(`${error.message}.`);
        return undefined;
      }
    },
  };
}

async function chooseServer(secrets: SecretStorage, placeHolder: string): Promise<RunServer | undefined> {
  const { cloudUrl, devServerUrl } = await import("../recordings.ts");
  const items = [
    { label: "Dev Server", description: devServerUrl, origin: "dev-server" as const },
    { label: "Inngest Cloud", description: cloudUrl, origin: "cloud" as const },
  ];
  const picked = await window.showQuickPick(items, { title: "Debug Run from Server", placeHolder });
  if (picked === undefined) return undefined;
  if (picked.origin === "dev-server") return { origin: "dev-server", url: devServerUrl, key: undefined };
  const stored = await secrets.get(keyName);
  const key = stored ?? await window.showInputBox({
    title: "Inngest Cloud", prompt: "API key or signing key of the environment. It is kept in the editor's secret storage and sent to Inngest Cloud alone.", password: true, ignoreFocusOut: true,
  });
  if (key === undefined || key === "") return undefined;
  if (stored === undefined) await secrets.store(keyName, key);
  return { origin: "cloud", url: cloudUrl, key };
}

/** The file of this workspace that creates the function, else the user's choice. */
async function findProgram(server: ServerLifecycle, functionId: string): Promise<Uri | undefined> {
  const found = (await server.findFunctionTree() ?? []).find(({ id }) => id === functionId);
  if (found !== undefined) return Uri.parse(found.place.uri);
  const [chosen] = await window.showOpenDialog({ title: `Choose the file that creates ${functionId}` }) ?? [];
  return chosen;
}
