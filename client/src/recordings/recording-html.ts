/** A recording as a page: runs, their steps, the events each emitted. No script; every link is a command or a place in the page. */
import type { Json, RecordedEmission, RecordedRun, RecordedStep, Recording } from "../../../shared/recording/format.ts";
import { toShortId } from "../../../shared/inngest/short-id.ts";
import { toDuration } from "../../../shared/inngest/duration-text.ts";
import { escapeUnsafeLines } from "../../../shared/text/unsafe.ts";
import { escapeHtml } from "../escape-html.ts";
import { toRecordedWord } from "./run-rows.ts";

export interface PageOptions {
  /** For the content security policy: the one style sheet that may apply. */
  readonly nonce: string;
  /** Links of the page's head: what may be done with the recording. */
  readonly actions: readonly { readonly label: string; readonly href: string }[];
}

const marks: Readonly<Record<RecordedRun["status"], string>> = { completed: "✓", failed: "✗", cancelled: "⊘", running: "◌", waiting: "◌", queued: "◌" };
/** Longer values are cut in the page, and of many values each is cut sooner; the file has all of it. */
const maxText = 20_000;
const maxPage = 4_000_000;

interface Page {
  readonly recording: Recording;
  /** Characters of a value that are shown. */
  readonly limit: number;
}

const show = (text: string, limit = maxText): string => escapeHtml(escapeUnsafeLines(text.slice(0, limit))) + (text.length > limit ? "…" : "");

function showValue(label: string, value: Json, { limit }: Page): string {
  const text = JSON.stringify(value, undefined, 2);
  if (text.length <= 100 && !text.includes("\n")) return `<div class="value"><span class="label">${label}</span> <code>${show(text)}</code></div>`;
  const line = JSON.stringify(value);
  return `<details class="value"><summary><span class="label">${label}</span> <code>${show(line.slice(0, 100))}${line.length > 100 ? "…" : ""}</code></summary><pre>${show(text, limit)}</pre></details>`;
}

const toTime = (at: number): string => new Date(at).toISOString().replace("T", " ").replace(/\.\d+Z/, " UTC");

function showStep(step: RecordedStep, run: RecordedRun, page: Page): string {
  const { id, tool, result, attempts, startedAt, endedAt, callSite } = step;
  const failed = result.kind === "error";
  const place = callSite === undefined ? "" : ` · ${show(`${callSite.path}:${callSite.line}`)}`;
  const sent = run.emitted.filter((emitted) => emitted.step?.hashedId === step.hashedId);
  return `<li class="${failed ? "failed" : "done"}">
<h3><span class="mark">${failed ? "✗" : "✓"}</span> ${show(id === "" ? "(no id)" : id)} <span class="quiet">${show(tool)} · ${toDuration(endedAt - startedAt)}${attempts > 1 ? ` · ${attempts} attempts` : ""}${place}</span></h3>
${failed ? `<p class="error">${show(`${result.error.name}: ${result.error.message}`)}</p>` : showValue("output", result.data, page)}
${step.input === undefined ? "" : showValue("input", step.input, page)}${step.invokedRun === undefined ? "" : linkRun(step.invokedRun, page.recording)}
${sent.map((emitted) => showEmission(emitted, page)).join("\n")}
</li>`;
}

function linkRun(runId: string, { runs }: Recording): string {
  const run = runs.find((each) => each.runId === runId);
  return run === undefined ? "" : `<a class="run" href="#run-${show(runId)}">${marks[run.status]} ${show(run.localId)} ${show(toShortId(runId))}</a>`;
}

function showEmission({ internalId, event, runs }: RecordedEmission, page: Page): string {
  const started = runs.map((runId) => linkRun(runId, page.recording)).filter((link) => link !== "");
  return `<div class="event"><span class="mark">→</span> <b>${show(event.name)}</b> <code>${show(internalId)}</code> ${started.join(" ")}${showValue("data", event.data, page)}</div>`;
}

function showCause({ cause }: RecordedRun, { runs }: Recording): string {
  const from = (runId: string): string => { const run = runs.find((each) => each.runId === runId); return run === undefined ? show(runId) : `<a href="#run-${show(runId)}">${show(run.localId)}</a>`; };
  switch (cause.kind) {
    case "request": return "started by hand";
    case "event": return cause.runId === undefined ? "started by an event" : `started by an event of ${from(cause.runId)}`;
    case "invoke": return `invoked by ${from(cause.runId)}`;
    case "failure": return `handles the failure of ${from(cause.runId)}`;
    case "fork": return `fork of ${from(cause.runId)}`;
  }
}

function showRun(run: RecordedRun, page: Page): string {
  const outside = run.emitted.filter(({ step }) => step === undefined);
  const took = run.endedAt === undefined ? "" : ` · ${toDuration(run.endedAt - run.startedAt)}`;
  return `<section id="run-${show(run.runId)}">
<h2 class="${run.status}"><span class="mark">${marks[run.status]}</span> ${show(run.localId)} <span class="quiet">${toRecordedWord(run)}${took}</span></h2>
<p class="quiet">${showCause(run, page.recording)} · ${toTime(run.startedAt)} · run <code>${show(run.runId)}</code></p>
${run.events.map((event) => showValue(show(event.name), event.data, page)).join("\n")}
<ol>${run.steps.map((step) => showStep(step, run, page)).join("\n")}</ol>
${outside.length === 0 ? "" : `<h3>Emitted outside a step</h3>${outside.map((emitted) => showEmission(emitted, page)).join("\n")}`}
${run.error === undefined ? "" : `<p class="error">${show(`${run.error.name}: ${run.error.message}`)}</p>`}
${run.status === "completed" ? showValue("result", run.output ?? null, page) : ""}
</section>`;
}

const style = `
body { padding: 0 24px 48px; color: var(--vscode-foreground); font: var(--vscode-font-size) var(--vscode-font-family); max-width: 900px; }
h1 { font-size: 1.6em; margin-bottom: 4px; } h2 { font-size: 1.25em; margin: 28px 0 0; } h3 { font-size: 1em; margin: 0 0 2px; }
ol { list-style: none; margin: 12px 0; padding: 0 0 0 14px; border-left: 2px solid var(--vscode-panel-border, #8884); }
li { margin: 0 0 12px; content-visibility: auto; contain-intrinsic-size: auto 60px; } p { margin: 2px 0 6px; }
.quiet, .label { color: var(--vscode-descriptionForeground); font-weight: normal; } code, pre { font-family: var(--vscode-editor-font-family); }
pre { background: var(--vscode-textCodeBlock-background); padding: 8px; overflow: auto; max-height: 400px; margin: 4px 0; }
summary { cursor: pointer; } .value { margin: 1px 0 1px 18px; overflow-wrap: anywhere; }
.event { margin: 4px 0 4px 18px; } .error, .failed > h3 .mark, h2.failed .mark { color: var(--vscode-errorForeground); } .error { margin-left: 18px; white-space: pre-wrap; }
.done > h3 .mark, h2.completed .mark { color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
.actions a { margin-right: 14px; } a { color: var(--vscode-textLink-foreground); text-decoration: none; } a:hover { text-decoration: underline; }
.run { border: 1px solid var(--vscode-panel-border, #8884); border-radius: 3px; padding: 0 5px; margin-left: 4px; display: inline-block; white-space: nowrap; }`;

/** The whole page. */
export function toRecordingPage(recording: Recording, { nonce, actions }: PageOptions): string {
  const [first] = recording.runs;
  const others = recording.runs.length - 1;
  const values = recording.runs.reduce((sum, { steps, emitted, events }) => sum + steps.length + emitted.length + events.length, 0);
  const page: Page = { recording, limit: Math.max(200, Math.min(maxText, Math.floor(maxPage / (values + 1)))) };
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<title>${show(first?.localId ?? "")}</title><style nonce="${nonce}">${style}</style></head>
<body>
<h1>${show(first?.localId ?? "")}</h1>
<p class="quiet">Recorded ${toTime(recording.savedAt)}${others > 0 ? ` · with ${others} more ${others === 1 ? "run" : "runs"}` : ""}</p>
<p class="actions">${actions.map(({ label, href }) => `<a href="${escapeHtml(href)}">${escapeHtml(label)}</a>`).join("")}</p>
${recording.runs.map((run) => showRun(run, page)).join("\n")}
</body></html>`;
}

/** The page for a file that cannot be shown. */
export function toProblemPage(problem: string, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'"><style nonce="${nonce}">${style}</style></head>
<body><h1>This recording cannot be shown</h1><p class="error">${show(problem)}</p></body></html>`;
}
