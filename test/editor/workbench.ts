/**
 * The VS Code window as a person uses it: by keyboard, by what is written on the screen. Every action waits for its effect,
 * never for a time. Selectors were seen on VS Code 1.139.
 */
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from "playwright-core";

const startTimeoutMs = 120_000;
const actionTimeoutMs = 120_000;
/** How long one try of a repeated action may take to show its effect. */
const tryTimeoutMs = 4_000;
/** How long the rows of an opened row may take to come. */
const drawTimeoutMs = 1_500;

export interface WindowOptions {
  /** Address of the editor's server. */
  readonly url: string;
  /** Absolute path of the folder to open. */
  readonly folder: string;
  readonly width?: number;
  readonly height?: number;
  /** Pixels of a screenshot per pixel of the window. */
  readonly scale?: number;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class Workbench {
  readonly page: Page;
  readonly #context: BrowserContext;
  /** How long anything may take now, in milliseconds. */
  #patience = actionTimeoutMs;
  /** What the page printed to its console. */
  readonly console: string[] = [];

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
    this.#wait(actionTimeoutMs);
    page.on("console", (message: ConsoleMessage) => this.console.push(`[${message.type()}] ${message.text()}`));
  }

  /** Opens a window with a state of its own: nothing is remembered from an earlier one. */
  static async open(browser: Browser, { url, folder, width = 1360, height = 850, scale = 1 }: WindowOptions): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, permissions: ["clipboard-read", "clipboard-write"] });
    await blockNetwork(context);
    const page = await context.newPage();
    const workbench = new Workbench(page, context);
    await page.goto(`${url}/?${new URLSearchParams({ folder }).toString()}`, { waitUntil: "commit", timeout: startTimeoutMs });
    await page.locator(".monaco-workbench").waitFor({ timeout: startTimeoutMs });
    await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, "code/LifecyclePhase/Restored", { timeout: startTimeoutMs });
    return workbench;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /**
   * Lists move while they fill, rows are drawn anew under a click: acts, looks for the effect, and acts again where it did
   * not come. What `act` itself waits for counts as one try.
   */
  async until(act: () => Promise<unknown>, effect: Locator): Promise<void> {
    const patience = this.#patience;
    const end = performance.now() + patience;
    for (;;) {
      this.#wait(tryTimeoutMs);
      const failure = await act().then(() => undefined, (error: unknown) => error);
      try {
        await effect.first().waitFor({ timeout: tryTimeoutMs });
        return;
      } catch (error) {
        if (performance.now() > end) throw failure ?? error;
      } finally {
        this.#wait(patience);
      }
    }
  }

  #wait(patience: number): void {
    this.#patience = patience;
    this.page.setDefaultTimeout(patience);
  }

  /* The quick input at the top. */

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible");
  }

  get #quickText(): Locator {
    return this.quickInput.locator("input.input");
  }

  /** Runs a command by its whole label, `Category: Title`. */
  async command(label: string): Promise<void> {
    // Commands of an extension come when it has been scanned; the first row may be another command.
    const row = this.quickInput.locator(".monaco-list-row").filter({ has: this.page.locator(".label-name").getByText(label, { exact: true }) });
    // A debugger that stops takes the focus, and the input goes.
    await this.until(async () => {
      await this.page.keyboard.press("F1");
      await this.#quickText.fill(`>${label}`);
    }, row);
    await row.first().click();
  }

  async openFile(name: string): Promise<void> {
    const row = this.quickInput.locator(".monaco-list-row").filter({ hasText: name });
    // The files of a folder that has just been opened come when they have been looked up; asked anew, they are found.
    await this.until(async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+p");
      await this.#quickText.fill(name);
    }, row);
    await row.first().click();
    await this.editor(name).waitFor();
    await this.quickInput.waitFor({ state: "hidden" });
  }

  async goTo(line: number, column = 1): Promise<void> {
    // A debugger that stops takes the focus, and the input with it; what is pressed then must not reach the text.
    await this.until(async () => {
      await this.focusEditor();
      await this.page.keyboard.press("Control+g");
      await this.#quickText.fill(`:${line}:${column}`);
      await this.#quickText.press("Enter");
    }, this.#cursor(line, column));
    await this.quickInput.waitFor({ state: "hidden" });
  }

  /** Waits until the cursor stands there, as the status bar says. */
  async cursorAt(line: number, column: number): Promise<void> {
    await this.#cursor(line, column).waitFor();
  }

  #cursor(line: number, column: number): Locator {
    return this.page.locator(".part.statusbar").getByText(`Ln ${line}, Col ${column}`, { exact: true });
  }

  /* The editor. */

  async focusEditor(): Promise<void> {
    await this.page.keyboard.press("Control+1");
  }

  editor(name: string): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`);
  }

  /** The line of the editor that shows `text`. */
  line(name: string, text: string): Locator {
    return this.editor(name).locator(".view-line").filter({ hasText: spaced(text) });
  }

  lens(title: string): Locator {
    return this.page.locator(".codelens-decoration a", { hasText: title });
  }

  hover(): Locator {
    return this.page.locator(".monaco-hover:visible");
  }

  /** Takes the mouse to where nothing is told. */
  async leaveHover(): Promise<void> {
    await this.page.mouse.move(300, 12);
    await this.hover().first().waitFor({ state: "hidden" });
  }

  /** Gives what is at the cursor another name; Control+Enter shows what would change. */
  async rename(newName: string, confirm: "Enter" | "Control+Enter" = "Enter"): Promise<void> {
    const box = this.page.locator(".rename-box input");
    await this.until(() => this.page.keyboard.press("F2"), box);
    await box.fill(newName);
    await this.page.keyboard.press(confirm);
    await box.waitFor({ state: "hidden" });
  }

  /** Rows of the panel in which an edit waits for the user's word. */
  refactorPreview(): Locator {
    return this.page.locator(".bulk-edit-panel .monaco-list-row");
  }

  /** A row of the list that opens while typing. */
  suggestion(label: string): Locator {
    return this.page.locator(".suggest-widget .monaco-list-row").filter({ has: this.page.locator(".label-name").getByText(label, { exact: true }) }).first();
  }

  /** Opens the list of quick fixes at the cursor and leaves it open. */
  async listFixes(title: string): Promise<Locator> {
    const row = this.page.locator(".action-widget .monaco-list-row.action", { hasText: title });
    await this.until(async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+.");
    }, row);
    return row.first();
  }

  /* Panels. */

  /** Hides the side bar, or shows it again. */
  async toggleSideBar(): Promise<void> {
    const shown = await this.#sideBar.isVisible();
    await this.page.keyboard.press("Control+b");
    await this.#sideBar.waitFor({ state: shown ? "hidden" : "visible" });
  }

  get #sideBar(): Locator {
    return this.page.locator(".part.sidebar");
  }

  async setSideBarWidth(width: number): Promise<void> {
    const { x, y, width: before, height } = await boxOf(this.#sideBar);
    await this.drag({ x: x + before, y: y + height / 2 }, { x: x + width, y: y + height / 2 });
  }

  /** Folds a view of the side bar to its title. */
  async collapseView(title: string): Promise<void> {
    const header = this.#sideBar.locator(".pane-header").filter({ hasText: title });
    await this.until(async () => {
      if (await header.getAttribute("aria-expanded") === "true") await header.click();
    }, header.and(this.page.locator('[aria-expanded="false"]')));
  }

  /** A row of a view of the side bar, by what a screen reader says first. */
  treeRow(view: string, spoken: string): Locator {
    return this.page.getByRole("tree", { name: view }).getByRole("treeitem", { name: spoken });
  }

  async drag(from: { readonly x: number; readonly y: number }, to: { readonly x: number; readonly y: number }): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** The window without its title bar and its status bar. */
  async workArea(): Promise<Area> {
    const title = await boxOf(this.page.locator(".part.titlebar"));
    const status = await boxOf(this.page.locator(".part.statusbar"));
    const y = Math.ceil(title.y + title.height);
    return { x: 0, y, width: title.width, height: Math.floor(status.y) - y };
  }

  async showProblems(): Promise<void> {
    await this.until(() => this.command("Problems: Focus on Problems View"), this.page.locator(".markers-panel-container"));
  }

  /** Findings in the Problems panel: rows that name a rule of ours, without those for files and related places. */
  problems(rule?: string): Locator {
    return this.page.locator(".markers-panel-container .monaco-list-row").filter({ hasText: new RegExp(`inngest\\W*${rule ?? "[a-z]+-[a-z]+"}`) });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text });
  }

  /** A row of the menu that is open. */
  #menuItem(label: string): Locator {
    return this.page.locator(".monaco-menu .action-item").filter({ has: this.page.locator(".action-label").getByText(label, { exact: true }) }).first();
  }

  /** Opens the menu of a row and chooses in it, until `effect` is there: a menu passes over clicks in its first moments. */
  async chooseInMenu(row: Locator, label: string, effect: Locator): Promise<void> {
    await this.until(async () => {
      if (!(await this.#menuItem(label).isVisible())) await row.click({ button: "right" });
      await this.#menuItem(label).click();
    }, effect);
  }

  /** The window that waits for an answer. */
  dialog(text: string): Locator {
    return this.page.locator(".monaco-dialog-box").filter({ hasText: text });
  }

  dialogButton(label: string): Locator {
    return this.page.locator(".monaco-dialog-box .monaco-button").filter({ hasText: label }).first();
  }

  /* The debugger. */

  /** A button of the debug toolbar, docked above the variables: `Step Over`, `Step Back`, `Continue`, `Stop`. */
  debugButton(name: string): Locator {
    return this.#sideBar.getByRole("button", { name: new RegExp(`^${name}\\b`) }).and(this.page.locator(".action-label"));
  }

  callStack(): Locator {
    return this.page.getByRole("treegrid", { name: "Debug Call Stack" }).getByRole("row");
  }

  /** Waits until the debugger in focus stands on a line, as its call stack says. */
  async pausedAt(file: string, line: number): Promise<void> {
    await this.callStack().and(this.page.locator(`[aria-label*="line ${line},"][aria-label*="${file}"]`)).first().waitFor();
  }

  get #variables(): Locator {
    return this.page.getByRole("tree", { name: "Debug Variables" });
  }

  variables(): Locator {
    return this.#variables.getByRole("treeitem");
  }

  /** Opens a row of the variables view, unless it is open, until `child` is seen in it: where a run has stopped anew, the rows of before are shown for a moment. */
  async expandVariable(row: Locator, child: Locator): Promise<void> {
    await this.until(async () => {
      await this.#reveal(this.#variables, row);
      if (await row.first().getAttribute("aria-expanded") === "false") await row.first().click();
      await child.first().waitFor({ timeout: drawTimeoutMs }).catch(() => this.#reveal(this.#variables, child));
    }, child);
  }

  /** Scrolls a list until a row of it is drawn: of a list only what is seen exists. */
  async #reveal(list: Locator, row: Locator): Promise<void> {
    const isSeen = (): Promise<boolean> => row.first().isVisible();
    if (await isSeen()) return;
    const { x, y, width, height } = await boxOf(list);
    await this.page.mouse.move(x + width / 2, y + height / 2);
    await this.page.mouse.wheel(0, -100_000);
    for (let left = 50; left > 0; left--) {
      await this.page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
      if (await isSeen()) return;
      await this.page.mouse.wheel(0, height);
    }
    throw new Error("that row is nowhere in the list");
  }

  /** Puts the keyboard's focus on a row of the variables view, also where it has to be scrolled to. */
  async focusVariable(name: string): Promise<void> {
    await this.command("Run and Debug: Focus on Variables View");
    const row = this.variables().and(this.page.locator(".focused")).filter({ hasText: new RegExp(`^${name}\\b`) });
    await this.until(async () => {
      await this.page.keyboard.press("Home");
      for (let left = 100; left > 0 && !await row.isVisible(); left--) await this.page.keyboard.press("ArrowDown");
    }, row);
  }

  /**
   * Gives a row of the variables view another value, by its menu, until `effect` is there. F2 may edit another row than the
   * one in focus, whosever session it is (microsoft/vscode#243477).
   */
  async setValue(name: string, value: string, effect: Locator): Promise<void> {
    const row = this.variables().filter({ hasText: new RegExp(`^${name}\\b`) }).first();
    const box = row.locator("input");
    await this.until(async () => {
      await this.#reveal(this.#variables, row);
      await this.chooseInMenu(row, "Set Value", box);
      await box.fill(value);
      await box.press("Enter");
    }, effect);
  }

  /** Rows of the Inngest Steps view. */
  steps(): Locator {
    return this.page.getByRole("tree", { name: "Inngest Steps" }).getByRole("treeitem");
  }

  /** Waits for a value behind a line of the editor; it is drawn by the style sheet and is no text of the page. */
  async inlineValue(file: string, text: string): Promise<void> {
    const spans = `[...document.querySelectorAll(${JSON.stringify(`.editor-instance .monaco-editor[data-uri$="/${file}"] .view-line span`)})]`;
    await this.page.waitForFunction(`${spans}.some((span) => getComputedStyle(span, "::after").content.replaceAll("\u00a0", " ").includes(${JSON.stringify(text)}))`);
  }

  debugConsole(): Locator {
    return this.page.locator(".repl .monaco-list-row");
  }
}

async function boxOf(part: Locator): Promise<Area> {
  const box = await part.boundingBox();
  if (box === null) throw new Error("that part of the window is not shown");
  return box;
}

/** Nothing may leave the machine; requests elsewhere fail at once. */
async function blockNetwork(context: BrowserContext): Promise<void> {
  const isElsewhere = (url: URL): boolean => url.protocol.startsWith("http") && url.hostname !== "127.0.0.1" && url.hostname !== "localhost";
  await context.route(isElsewhere, (route) => route.abort());
}

/** The editor renders spaces as no-break spaces. */
function spaced(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "[ \\u00a0]"));
}
