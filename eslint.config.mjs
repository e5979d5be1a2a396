// The layer rules of ARCHITECTURE.md, as lint. Each folder names what it must not import.
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const ours = (...folders) => folders.map((folder) => ({ regex: `(^|/)\\.\\./(.*/)?${folder}/`, message: `this layer does not import ${folder}/` }));
const packages = (names, home) => ({ regex: `^(${names})(/|$)`, message: `only ${home} imports this package` });

const vscode = packages("vscode", "client/");
const languageServer = packages("vscode-languageserver|vscode-languageserver-protocol", "server/src/lsp/");
const languageClient = packages("vscode-languageclient", "client/");
const debugAdapter = packages("@vscode/debugadapter|@vscode/debugprotocol", "runtime/src/dap/");
const inngestSdk = packages("inngest", "runtime/src/worker/, from the user's own folder,");

const layer = (files, patterns, ignores = []) => ({
  files,
  ignores: ["**/*.test.ts", ...ignores],
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

export default tseslint.config(
  { ignores: ["**/node_modules/", "dist/", ".cache/", "examples/", "test/fixtures/", "test/out/"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      "no-undef": "off",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 500 }],
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "export by name" }],
    },
  },
  { files: ["*.config.mjs"], rules: { "no-restricted-syntax": "off" } },
  layer(["shared/**/*.ts"], [...ours("client", "server", "runtime"), vscode, languageServer, languageClient, debugAdapter, inngestSdk]),
  layer(["client/**/*.ts"], [...ours("server", "runtime"), languageServer, inngestSdk, packages("@vscode/debugadapter", "runtime/src/dap/")]),
  layer(["server/**/*.ts"], [...ours("client", "runtime"), vscode, languageClient, debugAdapter, languageServer, inngestSdk], ["server/src/lsp/**"]),
  layer(["server/src/lsp/**/*.ts"], [...ours("client", "runtime"), vscode, languageClient, debugAdapter, inngestSdk]),
  layer(["server/src/rules/**/*.ts", "server/src/features/**/*.ts"], [
    ...ours("client", "runtime"), vscode, languageClient, debugAdapter, languageServer, inngestSdk,
    { regex: "^node:", message: "rules and features are pure functions of a snapshot" },
  ], ["server/src/rules/testing.ts", "server/src/features/testing.ts"]),
  layer(["runtime/**/*.ts"], [...ours("client", "server"), vscode, languageServer, languageClient, debugAdapter, inngestSdk], ["runtime/src/dap/**", "runtime/src/worker/**", "runtime/src/executor/**"]),
  layer(["runtime/src/dap/**/*.ts"], [...ours("client", "server"), vscode, languageServer, languageClient, inngestSdk]),
  layer(["runtime/src/worker/**/*.ts"], [...ours("client", "server"), vscode, languageServer, languageClient, debugAdapter]),
  layer(["runtime/src/executor/**/*.ts"], [
    ...ours("client", "server"), vscode, languageServer, languageClient, debugAdapter, inngestSdk,
    { regex: "^node:(?!crypto$)", message: "the executor is pure: the world comes in through its ports" },
    { regex: "(^|/)(worker|dap|api)/", message: "the executor knows only its ports" },
  ]),
  {
    files: ["runtime/src/executor/**/*.ts", "server/src/rules/**/*.ts", "server/src/features/**/*.ts", "shared/analysis/**/*.ts"],
    ignores: ["**/*.test.ts", "**/testing/**"],
    rules: {
      "no-restricted-globals": ["error", ...["setTimeout", "setInterval", "setImmediate", "fetch", "process", "performance"].map((name) => ({ name, message: "this layer is pure: the world comes in as an argument" }))],
      "no-restricted-properties": ["error", ...[["Date", "now"], ["Math", "random"]].map(([object, property]) => ({ object, property, message: "this layer is pure: time and chance come in as arguments" }))],
    },
  },
);
