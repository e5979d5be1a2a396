/**
 * Results behind the lines of executed steps. Decorations and no `InlineValuesProvider`: that would take the place of VS
 * Code's own inline values in every JavaScript session, and be asked only while our session has the focus.
 */
import { Position, Range, ThemeColor, Uri, window, workspace, type Disposable } from "vscode";
import { toInlineTexts, type InlineText } from "./inline-texts.ts";
import type { WatchedSteps } from "./watch-steps.ts";

export function registerInlineValues(steps: WatchedSteps): Disposable[] {
  const decoration = window.createTextEditorDecorationType({ after: { margin: "0 0 0 2ch", color: new ThemeColor("editor.inlineValuesForeground"), backgroundColor: new ThemeColor("editor.inlineValuesBackground") } });
  const show = (): void => {
    const run = steps.current();
    const isOff = workspace.getConfiguration("debug").get("inlineValues") === "off";
    const texts = run === undefined || isOff ? [] : toInlineTexts(run);
    for (const editor of window.visibleTextEditors) {
      const { document } = editor;
      const here = texts.filter(({ path, line }) => Uri.file(path).toString() === document.uri.toString() && line <= document.lineCount);
      editor.setDecorations(decoration, here.map(({ line, text }: InlineText) => {
        const { end } = document.lineAt(line - 1).range;
        return { range: new Range(new Position(line - 1, end.character), end), renderOptions: { after: { contentText: ` ${text} ` } } };
      }));
    }
  };
  return [
    decoration, steps.onChanged(show), window.onDidChangeVisibleTextEditors(show),
    workspace.onDidChangeConfiguration((change) => { if (change.affectsConfiguration("debug.inlineValues")) show(); }),
  ];
}
