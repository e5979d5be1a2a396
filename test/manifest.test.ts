/** package.json says to the editor what the programs do; here the two are held together. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { Ajv } from "ajv";
import { attachAttributes, launchAttributes, readLaunchArguments } from "../runtime/src/dap/launch-arguments.ts";
import { languages } from "../client/src/inngest-import.ts";
import { readPackageSettings } from "../scripts/package-settings.ts";
import { checkHelp } from "../shared/cli/check-help.ts";
import { files, manifest, pages, read, root, settings, sources } from "./tree.ts";

const [inngestDebugger] = manifest.contributes.debuggers;
const launch = inngestDebugger?.configurationAttributes.launch.properties ?? {};

test("launch.json offers the attributes that the adapter reads, and `run`, which the client looks up", () => {
  assert.deepEqual(Object.keys(launch).sort(), [...Object.keys(launchAttributes), "run"].sort());
});

test("launch.json offers the attributes of attaching, and the adapter takes their values", () => {
  const attach = inngestDebugger?.configurationAttributes.attach.properties ?? {};
  assert.deepEqual(Object.keys(attach).sort(), Object.keys(attachAttributes).sort());
  const target = { request: "attach", url: "http://localhost:3000/api/inngest" };
  for (const [name, { enum: values = [] }] of Object.entries(attach)) for (const value of values) assert.equal((readLaunchArguments({ ...target, [name]: value }) as unknown as Readonly<Record<string, unknown>>)[name], value);
  for (const name of ["url", "devServer"]) assert.ok(read("docs/debugging.md").includes(`| \`${name}\` | ${attach[name]?.description ?? "?"} |`), name);
});

test("the adapter takes each value that launch.json offers, and has the same defaults", () => {
  const program = path.join(root, "package.json");
  const defaults = readLaunchArguments({ program }) as unknown as Readonly<Record<string, unknown>>;
  for (const [name, { enum: values, default: given, type }] of Object.entries(launch)) {
    for (const value of values ?? []) assert.equal((readLaunchArguments({ program, [name]: value }) as unknown as Readonly<Record<string, unknown>>)[name], value);
    if (type === "boolean" || values !== undefined) assert.equal(given, defaults[name], `default of \`${name}\``);
    if (values !== undefined) assert.throws(() => readLaunchArguments({ program, [name]: "no-such-value" }), new RegExp(name));
  }
});

test("docs/debugging.md describes each attribute in the manifest's words", () => {
  const page = read("docs/debugging.md");
  for (const [name, { description }] of Object.entries(launch)) assert.ok(page.includes(`| \`${name}\` | ${description} |`), name);
});

test("commands are registered in client/src/commands, one a file, and contributed", () => {
  const protocol = Object.fromEntries([...read("shared/protocol/commands.ts").matchAll(/export const (\w+) = "(inngest\.\w+)"/g)].map(([, name = "", id = ""]) => [name, id]));
  const registered = files.filter((file) => file.startsWith("client/src/commands/")).map((file) => {
    const calls = [...read(file).matchAll(/registerCommand\((?:"([\w.]+)"|(\w+))/g)];
    assert.equal(calls.length, 1, `${file} registers ${calls.length} commands`);
    const [, id, name = ""] = calls[0] ?? [];
    return id ?? protocol[name];
  });
  assert.deepEqual(registered.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
});

test("contributed commands have the category Inngest, and menus name contributed ones", () => {
  const ids = manifest.contributes.commands.map(({ command, category }) => {
    assert.equal(category, "Inngest", command);
    return command;
  });
  for (const { command } of Object.values(manifest.contributes.menus).flat()) assert.ok(ids.includes(command), command);
});

test("welcome texts belong to views, and lead to commands and views of ours", () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  const views = Object.values(manifest.contributes.views).flat().map(({ id }) => id);
  for (const { view, contents } of manifest.contributes.viewsWelcome) {
    assert.ok(views.includes(view), view);
    for (const [, command = ""] of contents.matchAll(/\(command:(inngest\.[\w.]+)\)/g)) assert.ok(commands.includes(command) || views.includes(command.replace(/\.focus$/, "")), command);
  }
});

test("the extension wakes for its languages and its debugger, never for everything", () => {
  for (const language of languages) assert.ok(manifest.activationEvents.includes(`onLanguage:${language}`), language);
  for (const event of ["onDebugResolve:inngest", "onDebugDynamicConfigurations:inngest"]) assert.ok(manifest.activationEvents.includes(event), event);
  for (const event of manifest.activationEvents) assert.ok(event !== "*" && event !== "onStartupFinished", event);
});

test("settings that name a path, a command or an environment are restricted to trusted workspaces", () => {
  const dangerous = Object.keys(settings).filter((name) => /(path|command|executable|env|args|cwd|file)$/i.test(name));
  assert.deepEqual([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(), dangerous.sort());
});

test("every setting has a default, a description, and a reader in the code", () => {
  const code = sources.filter((file) => !file.startsWith("test/")).map(read).join("\n");
  for (const [name, { default: given, markdownDescription }] of Object.entries(settings)) {
    assert.ok(given !== undefined && (markdownDescription ?? "").length > 10, name);
    // The language client reads the trace setting by its own name.
    const key = name.startsWith("inngest.rules.") ? "rules" : name.replace("inngest.", "").split(".")[0] ?? "";
    if (key !== "trace") assert.ok(new RegExp(`\\b${key}\\b`).test(code), `nothing reads ${name}`);
  }
});

test("the inngest field of a package.json is checked as the settings are", async () => {
  const isValid = new Ajv({ strict: false }).compile(await readPackageSettings(path.join(root, "package.json")));
  const check = (inngest: unknown): boolean => isValid({ name: "shop", inngest });
  assert.ok(check({ rules: { "await-step": "off" }, externalEvents: ["stripe/*"], events: { "stripe/charge": "schemas/charge.json", "crm/*": { type: "object", properties: { id: { type: "string" } } } } }));
  for (const wrong of [{ rule: {} }, { rules: { "no-such-rule": "off" } }, { rules: { "await-step": "loud" } }, { externalEvents: "a" }, { events: { "app/a": 5 } }, { events: { "app/a": { type: "objct" } } }, []]) assert.ok(!check(wrong), JSON.stringify(wrong));
});

test("each page of the walkthrough is shown, and its links are commands and views of ours", () => {
  const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  assert.deepEqual(steps.map(({ media }) => media.markdown).sort(), files.filter((file) => file.startsWith("client/media/walkthrough/")).sort());
  const targets = [...manifest.contributes.commands.map(({ command }) => command), ...Object.values(manifest.contributes.views).flat().map(({ id }) => `${id}.focus`)];
  for (const { description } of steps) for (const [, target = ""] of description.matchAll(/\(command:([\w.]+)\)/g)) assert.ok(targets.includes(target), target);
});

test("pages name commands that there are", () => {
  const commands = manifest.contributes.commands.map(({ title }) => `Inngest: ${title}`.replace(/…$/, ""));
  for (const page of pages) {
    for (const [, name = ""] of read(page).matchAll(/\*\*?(Inngest: [^*\n]+?)…?\*/g)) assert.ok(commands.includes(name), `${page}: ${name}`);
  }
});

test("the page of the command line has the options that its help has", () => {
  const page = read("docs/command-line.md");
  const sections = new Map(page.split(/^## /m).map((section) => [/^`stepwise (\w+)/.exec(section)?.[1] ?? "", section]));
  const listed = (text: string): string[] => [...new Set([...text.matchAll(/^\| `(--[\w-]+)|^ +(--[\w-]+)/gm)].map(([, row, line]) => row ?? line ?? ""))].sort();
  assert.deepEqual(listed(sections.get("check") ?? ""), listed(checkHelp));
});
