/** Writing code as a person does it: what stands above lines, what is offered, what is underlined. */
import type { Locator, Page } from "playwright-core";
import type { Workbench } from "./workbench.ts";

export class CodeView {
  readonly #workbench: Workbench;
  readonly #page: Page;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#page = workbench.page;
  }

  lens(title: string): Locator {
    return this.#page.locator(".codelens-decoration a", { hasText: title });
  }

  /** Gives what is at the cursor another name, until `effect` is there; Control+Enter shows what would change. */
  async rename(newName: string, effect: Locator, confirm: "Enter" | "Control+Enter" = "Enter"): Promise<void> {
    const box = this.#page.locator(".rename-box input");
    await this.#workbench.until(async () => {
      if (await effect.first().isVisible()) return;
      await this.#page.keyboard.press("F2");
      await box.fill(newName);
      await box.press(confirm);
      await box.waitFor({ state: "hidden" });
    }, effect);
  }

  /** Rows of the panel in which an edit waits for the user's word. */
  refactorPreview(): Locator {
    return this.#page.locator(".bulk-edit-panel .monaco-list-row");
  }

  /** A row of the list that opens while typing. */
  suggestion(label: string): Locator {
    return this.#page.locator(".suggest-widget .monaco-list-row").filter({ has: this.#page.locator(".label-name").getByText(label, { exact: true }) }).first();
  }

  /** Waits until all of these are in the list at the cursor. */
  async offers(...labels: readonly string[]): Promise<void> {
    const last = labels.reduce((found, label) => found.filter({ has: this.#page.locator(".monaco-list-row .label-name").getByText(label, { exact: true }) }), this.#page.locator(".suggest-widget.visible"));
    await this.#workbench.until(async () => {
      if (await last.isVisible()) return;
      await this.#page.keyboard.press("Escape");
      await this.#page.keyboard.press("Control+Space");
    }, last);
  }

  async firstSuggestion(): Promise<string> {
    return this.#page.locator('.suggest-widget.visible .monaco-list-row[data-index="0"] .label-name').innerText();
  }

  /** Opens the list of quick fixes at the cursor and leaves it open. */
  async listFixes(title: string): Promise<Locator> {
    const row = this.#page.locator(".action-widget .monaco-list-row.action", { hasText: title });
    await this.#workbench.until(async () => {
      await this.#page.keyboard.press("Escape");
      await this.#page.keyboard.press("Control+.");
    }, row);
    return row.first();
  }

  async applyFix(title: string, effect: Locator): Promise<void> {
    await this.#workbench.until(async () => {
      if (!(await effect.first().isVisible())) await (await this.listFixes(title)).click();
    }, effect);
  }

  /** Lets the list that opens while typing come, and takes a row of it. */
  async takeSuggestion(label: string, effect: Locator): Promise<void> {
    await this.#workbench.until(async () => {
      if (!(await this.suggestion(label).isVisible())) await this.#page.keyboard.press("Control+Space");
      await this.suggestion(label).click();
    }, effect);
  }

  /** Rests the mouse on a place until it is told about. */
  async hoverOver(place: Locator, told: Locator): Promise<void> {
    await this.#workbench.until(async () => {
      await this.#workbench.leaveHover();
      await place.hover();
    }, told);
  }

  async clickLens(title: string, effect: Locator): Promise<void> {
    await this.#workbench.until(() => this.lens(title).first().click(), effect);
  }

  async showProblems(): Promise<void> {
    await this.#workbench.until(() => this.#workbench.command("Problems: Focus on Problems View"), this.#page.locator(".markers-panel-container"));
  }

  /** Findings in the Problems panel: rows that name a rule of ours, without those for files and related places. */
  problems(rule?: string): Locator {
    return this.#page.locator(".markers-panel-container .monaco-list-row").filter({ hasText: new RegExp(`inngest\\W*${rule ?? "[a-z]+-[a-z]+"}`) });
  }
}
