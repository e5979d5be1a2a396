/** Runs an extension's test suite in the extension host of the browser-hosted editor. */
import path from "node:path";
import { format } from "node:util";
import { installServer } from "../../../scripts/editor/install-server.ts";
import { startServer } from "../../../scripts/editor/server.ts";
import { testSettings } from "../../../scripts/editor/settings.ts";
import { launchBrowser } from "../browser.ts";
import { places } from "../places.ts";

/** Only so that nothing hangs. */
const timeoutMs = 900_000;

/** Lines the workbench itself prints while a suite runs. */
const noise = /gallery as it is disabled|Creating a socket|connection token|AccountPolicyGate|AgentHost|reconnection-grace|additional builtin|Long running operations|Service Worker|authentication provider 'github'/;

export interface HostRun {
  /** Folder for user data and extensions. */
  readonly userData: string;
  readonly extensions: string;
  readonly workspace: string;
  readonly extensionDevelopmentPath: string;
  readonly extensionTestsPath: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Answers the suite's exit code: 0 when every test passed. */
export async function runInBrowserHost(run: HostRun): Promise<number> {
  const entry = await installServer(places.vscode);
  const server = await startServer({ entry, userData: run.userData, extensions: run.extensions, settings: testSettings, testDriver: true, log: path.join(places.out, "host-server.log") });
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      let ended = false;
      const exit = new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => {
          void page.screenshot({ path: path.join(places.out, "host-timeout.png") }).finally(() => { reject(new Error(`the suite did not end within ${timeoutMs / 1000} s`)); });
        }, timeoutMs);
        // The workbench calls these two where the server was started with the test driver; they must be there before it loads.
        void page.exposeFunction("codeAutomationExit", (code: number) => { ended = true; clearTimeout(timer); resolve(code); });
      });
      await page.exposeFunction("codeAutomationLog", (type: string, args: unknown) => {
        const line = format(...(Array.isArray(args) ? (args as unknown[]) : [args]));
        // After the exit only the window's own teardown speaks.
        if (!ended && !noise.test(line)) (type === "error" ? process.stderr : process.stdout).write(`${line}\n`);
      });
      await page.goto(`${server.url}/?${query(run, new URL(server.url).host)}`, { waitUntil: "commit" });
      return await exit;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** The page's address; the authority must be the host that the browser uses. */
function query(run: HostRun, authority: string): string {
  const uri = (file: string): string => `vscode-remote://${authority}${file}`;
  const payload = [
    ["extensionDevelopmentPath", uri(run.extensionDevelopmentPath)],
    ["extensionTestsPath", uri(run.extensionTestsPath)],
    ["extensionEnvironment", JSON.stringify(run.environment)],
    ["skipWelcome", "true"],
  ];
  return new URLSearchParams({ folder: run.workspace, payload: JSON.stringify(payload) }).toString();
}
