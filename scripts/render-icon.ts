/** Renders client/media/icon.svg to the PNG that the marketplaces ask for. Run it after changing the drawing. */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { chromium } from "playwright-core";

const size = 256;
const browser = await chromium.launch({ executablePath: process.env["CHROME"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: size, height: size } });
await page.setContent(`<style>body{margin:0}svg{display:block}</style>${await readFile("client/media/icon.svg", "utf8")}`);
await page.screenshot({ path: "client/media/icon.png", omitBackground: true });
await browser.close();
