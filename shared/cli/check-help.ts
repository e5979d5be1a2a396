/** What `stepwise check --help` says after its first line. */
export const checkHelp = `
Without paths the working directory is checked. No file of the project is executed.

  --format text|json|sarif  how findings are told; \`sarif\` is for GitHub code scanning
  --rule id=severity        error, warning, info, hint or off, whatever the project says; may be repeated
  --fix                     apply the fixes that are sure, and list what is left
  --no-types                let text alone count: faster, and finds less
  --base ref                compare with a commit, or with a recording: step ids and payloads that changed
  --max-warnings n          let more than n warnings count as an error

Exit code: 0 without errors, 1 with errors or too many warnings, 2 for bad usage or a failure.
A project's own severities stand in its package.json: { "inngest": { "rules": { "known-event": "warning" } } }
`;
