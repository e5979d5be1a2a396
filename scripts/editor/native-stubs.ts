/**
 * Stand-ins for the two native modules that the VS Code server loads eagerly and that npm ships without a prebuilt binary.
 * They are written `exports.x =`, since the server imports CommonJS and its named exports are found by reading the text.
 */
export const nativeStubs: Readonly<Record<string, string>> = {
  "@vscode/spdlog": `"use strict";
const fs = require("node:fs"), path = require("node:path");
const names = ["trace", "debug", "info", "warning", "error", "critical", "off"];
class Logger {
  constructor(_type, _name, file) { this.file = file; this.level = 2; this.raw = false; }
  write(level, message) {
    if (level < this.level) return;
    const stamp = new Date().toISOString().replace("T", " ").slice(0, 23);
    try { fs.appendFileSync(this.file, this.raw ? message : stamp + " [" + names[level] + "] " + message + "\\n"); } catch { /* its folder went away at shutdown */ }
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  clearFormatters() { this.raw = true; }
  setPattern() {} flush() {} drop() {}
}
names.slice(0, 6).forEach((name, level) => { Logger.prototype[name === "warning" ? "warn" : name] = function (message) { this.write(level, message); }; });
const create = async (_name, file) => { await fs.promises.mkdir(path.dirname(file), { recursive: true }); return new Logger("", "", file); };
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`,
  "@vscode/native-watchdog": `"use strict";
exports.start = () => {};
exports.exit = (code) => process.exit(code || 0);
`,
};
