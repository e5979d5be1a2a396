/**
 * The VS Code window as a person uses it: by keyboard, by what is written on the screen. Every action waits for its effect,
 * never for a time. Selectors were seen on VS Code 1.139.
 */
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from "playwright-core";

const startTimeoutMs = 180_000;
const actionTimeoutMs = 180_000;
/** How long one try of a repeated action may take to show its effect: the next ones have more, since a busy machine may need it. */
const [tryTimeoutMs, longestTryMs] = [4_000, 20_000];
/** When what was done once, and has changed nothing, is done again. */
const againMs = 15_000;
/** How long what is on the screen may take to be drawn. */
const drawTimeoutMs = 1_000;

export interface WindowOptions {
  /** Address of the editor's server. */
  readonly url: string;
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** Absolute path of a file that opens with it. */
  readonly file?: string | undefined;
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
  static async open(browser: Browser, { url, folder, file, width = 1360, height = 850, scale = 1 }: WindowOptions): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, permissions: ["clipboard-read", "clipboard-write"] });
    await blockNetwork(context);
    const page = await context.newPage();
    const workbench = new Workbench(page, context);
    const payload = file === undefined ? {} : { payload: JSON.stringify([["openFile", `vscode-remote://${new URL(url).host}${file}`]]) };
    await page.goto(`${url}/?${new URLSearchParams({ folder, ...payload }).toString()}`, { waitUntil: "commit", timeout: startTimeoutMs });
    await page.locator(".monaco-workbench").waitFor({ timeout: startTimeoutMs });
    await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, "code/LifecyclePhase/Restored", { timeout: startTimeoutMs });
    return workbench;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /**
   * Lists move while they fill, rows are drawn anew under a click, a debugger that stops takes the focus: acts, looks for the
   * effect, and acts again where it did not come. What `act` itself waits for counts as one try; without an effect, one that
   * goes through is enough.
   */
  async until(act: () => Promise<unknown>, effect?: Locator, state: "visible" | "hidden" = "visible"): Promise<void> {
    const patience = this.#patience;
    const end = performance.now() + patience;
    for (let tries = 0; ; tries++) {
      this.#wait(Math.min(tryTimeoutMs * 1.5 ** tries, longestTryMs));
      try {
        const failure = await act().then(() => undefined, (error: unknown) => error ?? new Error("nothing was done"));
        const isSeen = effect === undefined ? failure === undefined : await effect.first().waitFor({ state }).then(() => true, () => false);
        if (isSeen) return;
        if (performance.now() > end) throw failure ?? new Error(`did not come about in ${patience / 1000} s: ${String(effect)} ${state}`);
      } finally {
        this.#wait(patience);
      }
    }
  }

  /** The same for what would be undone if it were done twice: it is done again only where nothing has come of it for long. */
  async once(act: () => Promise<unknown>, effect: Locator, state: "visible" | "hidden" = "visible"): Promise<void> {
    let doneAt: number | undefined;
    await this.until(async () => {
      if (doneAt !== undefined && performance.now() - doneAt < againMs) return;
      await act();
      doneAt = performance.now();
    }, effect, state);
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
    await this.until(async () => {
      await this.page.keyboard.press("F1");
      await this.#quickText.fill(`>${label}`);
      await row.first().click();
    });
  }

  /** A row of the list that is open at the top. */
  choice(label: string | RegExp): Locator {
    return this.quickInput.locator(".monaco-list-row").filter({ hasText: label }).first();
  }

  async choose(label: string | RegExp, effect: Locator): Promise<void> {
    await this.until(() => this.choice(label).click(), effect);
  }

  /** Types into the list that is open at the top. */
  async filter(text: string): Promise<void> {
    await this.#quickText.fill(text);
  }

  async closeQuickInput(): Promise<void> {
    await this.until(async () => {
      if (await this.quickInput.isVisible()) await this.page.keyboard.press("Escape");
    }, this.quickInput, "hidden");
  }

  /** Looks something up in the list that a key opens. */
  async lookUp(key: string, text: string, found: string): Promise<void> {
    await this.until(async () => {
      await this.page.keyboard.press("Escape");
      await this.focusEditor();
      await this.page.keyboard.press(key);
      await this.#quickText.fill(text);
    }, this.choice(found));
  }

  async openFile(name: string): Promise<void> {
    // The files of a folder that has just been opened come when they have been looked up; asked anew, they are found.
    await this.until(async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+p");
      await this.#quickText.fill(name);
      await this.choice(name).click();
    }, this.editor(name));
    // The effect of one try may come when the next one has begun.
    await this.closeQuickInput();
  }

  /** Opens a file that is shown as a page, in an editor of its own. */
  async openPage(name: string): Promise<void> {
    await this.lookUp("Control+p", name, name);
    await this.choose(name, this.page.locator(".tabs-container .tab.active").filter({ hasText: name }));
  }

  async goTo(line: number, column = 1): Promise<void> {
    // A debugger that stops takes the focus, and the input with it; what is pressed then must not reach the text.
    await this.until(async () => {
      await this.focusEditor();
      await this.page.keyboard.press("Control+g");
      await this.#quickText.fill(`:${line}:${column}`);
      await this.#quickText.press("Enter");
    }, this.cursor(line, column));
    await this.closeQuickInput();
    await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
  }

  /** The cursor stands there, as the status bar says. */
  cursor(line: number, column: number): Locator {
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

  hover(): Locator {
    return this.page.locator(".monaco-hover:visible");
  }

  /** Takes the mouse to where nothing is told. */
  async leaveHover(): Promise<void> {
    await this.page.mouse.move(300, 12);
    await this.hover().first().waitFor({ state: "hidden" });
  }

  /* Panels. */

  async hideSideBar(): Promise<void> {
    await this.until(async () => {
      if (await this.sideBar.isVisible()) await this.page.keyboard.press("Control+b");
    }, this.sideBar, "hidden");
  }

  get sideBar(): Locator {
    return this.page.locator(".part.sidebar");
  }

  async setSideBarWidth(width: number): Promise<void> {
    await this.until(async () => {
      const { x, y, width: before, height } = await boxOf(this.sideBar);
      await this.drag({ x: x + before, y: y + height / 2 }, { x: x + width, y: y + height / 2 });
      const { width: after } = await boxOf(this.sideBar);
      if (Math.abs(after - width) > 2) throw new Error(`the side bar is ${after} pixels wide, not ${width}`);
    });
  }

  #view(title: string): Locator {
    return this.sideBar.locator(".pane").filter({ has: this.page.locator(".pane-header .title").getByText(title, { exact: true }) });
  }

  /** Gives a view of the side bar, with its title, that height as far as those below it leave room; for the eye alone, so that nothing waits for it. */
  async setViewHeight(title: string, height: number): Promise<void> {
    const { x, y, width, height: before } = await boxOf(this.#view(title));
    await this.drag({ x: x + width / 2, y: y + before }, { x: x + width / 2, y: y + height });
  }

  /** Folds a view of the side bar to its title. */
  async collapseView(title: string): Promise<void> {
    const header = this.#view(title).locator(".pane-header");
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

  /** The window without its status bar and, unless a list lies over it, its title bar. */
  async workArea(): Promise<Area> {
    const title = await boxOf(this.page.locator(".part.titlebar"));
    const status = await boxOf(this.page.locator(".part.statusbar"));
    const y = await this.quickInput.isVisible() ? 0 : Math.ceil(title.y + title.height);
    return { x: 0, y, width: title.width, height: Math.floor(status.y) - y };
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

  async answerDialog(text: string, label: string): Promise<void> {
    const button = this.dialog(text).locator(".monaco-button").filter({ hasText: label }).first();
    await this.until(() => button.click(), this.dialog(text), "hidden");
  }

  /** Scrolls a list until a row of it is drawn whole: of a list only what is seen exists, and half a row lies below something else. */
  async reveal(list: Locator, row: Locator): Promise<void> {
    const { x, y, width, height } = await boxOf(list);
    const isSeen = async (): Promise<boolean> => {
      const box = await row.first().isVisible() ? await row.first().boundingBox({ timeout: drawTimeoutMs }).catch(() => null) : null;
      return box !== null && box.y >= y - 1 && box.y + box.height <= y + height + 1;
    };
    if (await isSeen()) return;
    await this.page.mouse.move(x + width / 2, y + height / 2);
    await this.page.mouse.wheel(0, -100_000);
    for (let left = 50; left > 0; left--) {
      await this.page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
      // What is told about the row under the mouse would lie over others.
      if (await isSeen()) return this.leaveHover();
      await this.page.mouse.wheel(0, height);
    }
    throw new Error("that row is nowhere in the list");
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
