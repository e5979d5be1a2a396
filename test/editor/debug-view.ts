/** The debugger as a person uses it: the Run and Debug side bar, the Debug Console, and what stands behind lines. */
import type { Locator, Page } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** How long the rows of an opened row may take to come. */
const drawTimeoutMs = 1_500;
/** When a button that has changed nothing is pressed again: a loaded machine is slow to answer. */
const pressAgainMs = 15_000;

export class DebugView {
  readonly #workbench: Workbench;
  readonly #page: Page;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#page = workbench.page;
  }

  /* Moving. */

  /** A button of the debug toolbar, docked above the variables: `Step Over`, `Step Back`, `Continue`, `Stop`. */
  button(name: string): Locator {
    return this.#workbench.sideBar.getByRole("button", { name: new RegExp(`^${name}\\b`) }).and(this.#page.locator(".action-label"));
  }

  /** F5 in the active editor; once, since a second one before the first is at work starts a second session. */
  async start(effect: Locator): Promise<void> {
    await this.#workbench.focusEditor();
    await this.#page.keyboard.press("F5");
    await effect.first().waitFor();
  }

  /** Leaves room for what matters: a wide side bar without the views of other kinds of programs. */
  async tidy(): Promise<void> {
    await this.#workbench.setSideBarWidth(440);
    for (const view of ["Watch", "Breakpoints"]) await this.#workbench.collapseView(view);
    // What they leave has gone to the last view, which needs less.
    await this.#workbench.setViewHeight("Call Stack", 280);
    await this.#workbench.setViewHeight("Variables", 290);
  }

  /** Presses a button of the toolbar; once more only where nothing has moved for long and nothing moves. */
  async move(name: string, effect: Locator, state: "visible" | "hidden" = "visible"): Promise<void> {
    await this.#moveBy(this.button(name), () => press(this.button(name)), effect, state);
  }

  /** Presses the key of a button of the toolbar, on the same terms. */
  async moveByKey(key: string, name: string, effect: Locator): Promise<void> {
    await this.#moveBy(this.button(name), () => this.#page.keyboard.press(key), effect);
  }

  async #moveBy(button: Locator, press: () => Promise<void>, effect: Locator, state: "visible" | "hidden" = "visible"): Promise<void> {
    let pressed: { readonly from: string; readonly at: number } | undefined;
    await this.#workbench.until(async () => {
      // Where a run has just stopped, its rows come before one of them is in focus.
      if (pressed === undefined) await this.#inFocus.first().waitFor({ timeout: drawTimeoutMs }).catch(() => undefined);
      const from = await this.#standing();
      if (pressed !== undefined && (pressed.from !== from || performance.now() - pressed.at < pressAgainMs)) return;
      if (!(await button.isEnabled())) return;
      await press();
      pressed = { from, at: performance.now() };
    }, effect, state);
  }

  /** Presses a button of the toolbar until the call stack has what is looked for. */
  async moveUntil(name: string, frame: Locator): Promise<void> {
    const button = this.button(name);
    while (!(await frame.isVisible())) {
      const before = await this.#standing();
      await this.#workbench.until(() => press(button));
      await this.#workbench.until(async () => {
        if (await this.#standing() === before || !(await button.isEnabled())) throw new Error(`${name} has led nowhere`);
      });
    }
  }

  get #inFocus(): Locator {
    return this.callStack().and(this.#page.locator(".selected"));
  }

  /** The frame in focus, else all of them; it stays while a run moves, and the buttons are greyed. */
  async #standing(): Promise<string> {
    const inFocus = await this.#inFocus.allInnerTexts();
    return (inFocus.length > 0 ? inFocus : await this.callStack().allInnerTexts()).join("\n");
  }

  /** Lets the run go to its end, where the session ends. */
  async finish(): Promise<void> {
    await this.move("Continue", this.button("Stop"), "hidden");
  }

  /** Ends the session; one that attached is left by `Disconnect`. */
  async stop(name: "Stop" | "Disconnect" = "Stop"): Promise<void> {
    const button = this.button(name);
    await this.#workbench.until(async () => {
      if (await button.isVisible()) await button.click();
    }, button, "hidden");
  }

  /* Where runs stand. */

  callStack(): Locator {
    return this.#page.getByRole("treegrid", { name: "Debug Call Stack" }).getByRole("row");
  }

  /** The row of the call stack on which a run stands, by the step it stands before: `step.run "create-account"`, or only the id. */
  before(id: string, tool = ""): Locator {
    return this.callStack().filter({ hasText: `${tool === "" ? "" : `${tool} `}"${id}"` }).first();
  }

  /** Scrolls the call stack to the frame of a step that led here. */
  async showFrame(id: string): Promise<void> {
    await this.#workbench.reveal(this.#page.getByRole("treegrid", { name: "Debug Call Stack" }), this.before(id));
  }

  /** The debugger in focus stands on a line, as its call stack says. */
  pausedAt(file: string, line: number): Locator {
    return this.callStack().and(this.#page.locator(`[aria-label*="line ${line},"][aria-label*="${file}"]`)).first();
  }

  /**
   * How the run has ended: beside its thread or in the title of the call stack, which VS Code may leave empty once another
   * thread has come and gone; beside the title of Inngest Steps it always stands.
   */
  stopped(why: "Run failed" | "Run completed"): Locator {
    const { sideBar } = this.#workbench;
    return sideBar.getByText(why).or(sideBar.getByText(why.replace("Run", "·"))).first();
  }

  /* Values. */

  get #variables(): Locator {
    return this.#page.getByRole("tree", { name: "Debug Variables" });
  }

  variables(text: RegExp = /./): Locator {
    return this.#variables.getByRole("treeitem").filter({ hasText: text });
  }

  /** Opens a row of the variables view, unless it is open, until `child` is seen in it: where a run has stopped anew, the rows of before are shown for a moment. */
  async expandVariable(name: RegExp, child: RegExp): Promise<void> {
    const row = this.variables(name).first();
    const inside = this.variables(child).first();
    await this.#workbench.until(async () => {
      await this.#workbench.reveal(this.#variables, row);
      if (await row.getAttribute("aria-expanded") === "false") await row.click();
      await inside.waitFor({ timeout: drawTimeoutMs }).catch(() => this.#workbench.reveal(this.#variables, inside));
    }, inside);
  }

  /** Gives a row of the variables view another value, by its menu, until `effect` is there. F2 may edit another row than the one in focus, whosever session it is (microsoft/vscode#243477). */
  async setValue(name: string, value: string, effect: Locator): Promise<void> {
    const row = this.variables(new RegExp(`^${name}\\b`)).first();
    const box = row.locator("input");
    await this.#workbench.until(async () => {
      await this.#workbench.reveal(this.#variables, row);
      await this.#workbench.chooseInMenu(row, "Set Value", box);
      await box.fill(value);
      await box.press("Enter");
    }, effect);
  }

  /** Rows of the Inngest Steps view. */
  steps(text: RegExp = /./): Locator {
    return this.#page.getByRole("tree", { name: "Inngest Steps" }).getByRole("treeitem").filter({ hasText: text });
  }

  /** Sets or clears the check box of a step. */
  async check(row: Locator, wanted: boolean): Promise<void> {
    const box = row.getByRole("checkbox");
    await this.#workbench.once(async () => {
      if (await box.isChecked() !== wanted) await press(box);
    }, row.getByRole("checkbox", { checked: wanted }));
  }

  /** Waits for a value behind a line of the editor; it is drawn by the style sheet and is no text of the page. */
  async inlineValue(file: string, text: string): Promise<void> {
    const spans = `[...document.querySelectorAll(${JSON.stringify(`.editor-instance .monaco-editor[data-uri$="/${file}"] .view-line span`)})]`;
    await this.#page.waitForFunction(`${spans}.some((span) => getComputedStyle(span, "::after").content.replaceAll("\u00a0", " ").includes(${JSON.stringify(text)}))`);
  }

  console(text: string | RegExp): Locator {
    return this.#page.locator(".repl .monaco-list-row").filter({ hasText: text }).first();
  }
}

/** An element of the page, as far as it is needed. */
interface Clickable {
  readonly isConnected: boolean;
  click(): void;
}

/** Clicks in one turn of the page: what is drawn anew where a run stops would lose a click of the mouse between its two halves. */
async function press(button: Locator): Promise<void> {
  await button.evaluate((element: Clickable) => {
    if (!element.isConnected) throw new Error("drawn anew");
    element.click();
  });
}
