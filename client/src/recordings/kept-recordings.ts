/** Recordings of the sessions of this workspace, kept in the editor's own storage: the newest few. */
import { debug, EventEmitter, FileSystemError, FileType, Uri, workspace, type DebugConfiguration, type Disposable, type Event, type ExtensionContext } from "vscode";
import { recordingsFolder } from "./recordings-folder.ts";

const setting = "debug.keepRecordings";
const extension = ".inngest-run";

export interface KeptRecordings extends Disposable {
  /** Newest first. */
  list(): Promise<readonly Uri[]>;
  /** Where a recording that begins now goes. */
  nextFile(functionId: string | undefined): Uri;
  remove(uris: readonly Uri[]): Promise<void>;
  readonly onChanged: Event<void>;
}

/** Has each debug session write a recording, unless its configuration names a file itself or the setting is 0. */
export function keepRecordings(context: ExtensionContext): KeptRecordings {
  const folder = recordingsFolder(context);
  const changed = new EventEmitter<void>();
  const limit = (): number => workspace.getConfiguration("inngest").get<number>(setting, 20);

  async function list(): Promise<readonly Uri[]> {
    try {
      const entries = await workspace.fs.readDirectory(folder);
      return entries.filter(([name, type]) => type === FileType.File && name.endsWith(extension)).map(([name]) => name.slice(0, -extension.length)).sort((a, b) => (a < b ? 1 : -1)).map((name) => Uri.joinPath(folder, name + extension));
    } catch (error) {
      if (error instanceof FileSystemError && error.code === "FileNotFound") return [];
      throw error;
    }
  }

  /** Sorted by name they are sorted by time; a Restart adds `-2` to it. */
  function nextFile(functionId: string | undefined): Uri {
    const label = functionId === undefined ? "" : ` ${functionId.replaceAll(/[^\w.-]+/g, "-").slice(0, 80)}`;
    return Uri.joinPath(folder, `${new Date().toISOString().replaceAll(":", "-")}${label}${extension}`);
  }

  async function prune(): Promise<void> {
    for (const uri of (await list()).slice(limit())) await workspace.fs.delete(uri);
    changed.fire();
  }

  const provider = debug.registerDebugConfigurationProvider("inngest", {
    resolveDebugConfigurationWithSubstitutedVariables(_folder, configuration): DebugConfiguration {
      const playsOnly = configuration["recording"] !== undefined && configuration["program"] === undefined;
      if (configuration["record"] !== undefined || configuration.request !== "launch" || playsOnly || limit() <= 0) return configuration;
      const name: unknown = configuration["function"];
      return { ...configuration, record: nextFile(typeof name === "string" ? name : undefined).fsPath };
    },
  });
  const ended = debug.onDidTerminateDebugSession(({ type }) => { if (type === "inngest") void prune(); });
  return {
    list,
    nextFile,
    remove: async (uris) => {
      for (const uri of uris) await workspace.fs.delete(uri);
      changed.fire();
    },
    onChanged: changed.event,
    dispose: () => {
      for (const each of [provider, ended, changed]) each.dispose();
    },
  };
}
