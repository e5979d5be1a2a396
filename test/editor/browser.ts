/** The headless browser that shows the editor. */
import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "../../scripts/editor/find.ts";

const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--disable-dev-shm-usage", "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
];

export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("no Chrome or Chromium was found; install one, or name it in CHROME_PATH");
  return chromium.launch({ executablePath, headless: true, args });
}
