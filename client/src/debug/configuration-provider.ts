/** Completes launch configurations, and makes them where there is no launch.json. */
import { Uri, window, workspace, type DebugConfiguration, type DebugConfigurationProvider, type Memento, type WorkspaceFolder } from "vscode";
import type { FunctionsResult, FunctionSummary } from "../../../shared/protocol/functions.ts";
import { languages } from "../inngest-import.ts";
import { offerJavaScript } from "./javascript-child.ts";
import { offerNetworkQuestions } from "./network-questions.ts";
import { findFunctionAt, isTriggeredBy, readInlineEvent, toSampleEvent, type LaunchEvent } from "./choose-function.ts";

/** Asks the language server which functions a file creates; undefined while no server runs. */
export type FindFunctions = (uri: Uri) => Promise<FunctionsResult | undefined>;

/** For F5 without a launch.json, and for whatever a configuration leaves open. */
export function createConfigurationProvider(findFunctions: FindFunctions, memory: Memento): DebugConfigurationProvider {
  return {
    resolveDebugConfiguration(folder, configuration) {
      if (configuration.request === "attach") return { ...configuration, ...toFolder(configuration, folder) };
      const isEmpty = Object.keys(configuration).every((key) => key === "noDebug" || key.startsWith("__"));
      if (!isEmpty && (configuration["program"] ?? configuration["recording"]) !== undefined) return configuration;
      const file = activeSource();
      if (file === undefined) {
        void window.showErrorMessage("Open the file that creates the Inngest function, then start debugging again.");
        return undefined;
      }
      const base = isEmpty ? toConfiguration(file, undefined) : configuration;
      return { ...base, ...configuration, program: file.fsPath };
    },

    async resolveDebugConfigurationWithSubstitutedVariables(folder, configuration) {
      if (configuration.request === "attach") return configuration;
      const uri = toUri(configuration["program"], folder);
      if (uri === undefined) return offerNetworkQuestions(offerJavaScript(configuration));
      const functions = await findFunctions(uri) ?? [];
      const given: unknown = configuration["function"];
      const chosen = given === undefined ? await chooseFunction(functions, uri) : functions.find(({ id }) => id === given);
      // The user closed the list: start nothing and say nothing.
      if (chosen === "cancelled") return undefined;
      const event = await chooseEvent(configuration["event"], chosen, { memory, program: uri });
      return { ...offerNetworkQuestions(offerJavaScript(configuration)), ...(chosen === undefined ? {} : { function: chosen.id }), ...(event === undefined ? {} : { event }) };
    },
  };
}

/** The functions of the active file, in VS Code's list of configurations. */
export function createDynamicProvider(findFunctions: FindFunctions): DebugConfigurationProvider {
  return {
    async provideDebugConfigurations() {
      const file = activeSource();
      if (file === undefined) return [];
      const functions = await findFunctions(file) ?? [];
      return functions.map(({ id }) => toConfiguration(file, id));
    },
  };
}

/** The app's functions are looked up in the workspace folder. */
function toFolder({ cwd }: DebugConfiguration, folder: WorkspaceFolder | undefined): { readonly cwd?: string } {
  const base = folder ?? workspace.workspaceFolders?.[0];
  return cwd !== undefined || base === undefined ? {} : { cwd: base.uri.fsPath };
}

function toConfiguration(file: Uri, functionId: string | undefined): DebugConfiguration {
  return {
    type: "inngest", request: "launch", name: functionId === undefined ? "Inngest function" : `Debug ${functionId}`, program: file.fsPath,
    ...(functionId === undefined ? {} : { function: functionId }),
  };
}

function activeSource(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  return document !== undefined && languages.includes(document.languageId) && document.uri.scheme === "file" ? document.uri : undefined;
}

/** A relative program counts from the workspace folder, as the adapter would count it from `cwd`. */
function toUri(program: unknown, folder: WorkspaceFolder | undefined): Uri | undefined {
  if (typeof program !== "string" || program === "") return undefined;
  const absolute = Uri.file(program);
  if (absolute.fsPath === program || /^([A-Za-z]:)?[\\/]/.test(program)) return absolute;
  const base = folder ?? workspace.workspaceFolders?.[0];
  return base === undefined ? undefined : Uri.joinPath(base.uri, program);
}

async function chooseFunction(functions: FunctionsResult, uri: Uri): Promise<FunctionSummary | "cancelled" | undefined> {
  const editor = window.activeTextEditor;
  const line = editor?.document.uri.toString() === uri.toString() ? editor.selection.active.line : undefined;
  const found = findFunctionAt(functions, line);
  if (found !== undefined || functions.length === 0) return found;
  const items = functions.map((fn) => ({ label: fn.id, description: fn.triggers.map(({ event }) => event).join(", "), fn }));
  const picked = await window.showQuickPick(items, { title: "Debug Inngest Function", placeHolder: "Which function of this file?", matchOnDescription: true });
  return picked?.fn ?? "cancelled";
}

/** The event of the configuration, else the last one used with this function, else a sample made from its schema. */
async function chooseEvent(
  given: unknown, chosen: FunctionSummary | undefined, { memory, program }: { readonly memory: Memento; readonly program: Uri },
): Promise<unknown> {
  if (chosen === undefined) return given;
  const key = `event:${program.toString()}#${chosen.id}`;
  const inline = readInlineEvent(given);
  if (inline !== undefined) await memory.update(key, inline);
  if (given !== undefined) return given;
  const last = memory.get<LaunchEvent>(key);
  return last !== undefined && isTriggeredBy(chosen, last) ? last : toSampleEvent(chosen);
}
