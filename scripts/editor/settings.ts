/** Settings of the browser-hosted editor: quiet, without network, without motion, the same on every machine. */
export const editorSettings: Readonly<Record<string, unknown>> = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.reduceMotion": "on",
  "workbench.colorTheme": "Default Dark Modern",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "npm.fetchOnlinePackageInfo": false,
  "json.schemaDownload.enable": false,
  "typescript.disableAutomaticTypeAcquisition": true,
  "typescript.surveys.enabled": false,
  "window.confirmBeforeClose": "never",
  "remote.autoForwardPorts": false,
  "git.openRepositoryInParentFolders": "never",
};

/** On top of these, what keeps a test deterministic. */
export const testSettings: Readonly<Record<string, unknown>> = {
  ...editorSettings,
  "git.enabled": false,
  "window.restoreWindows": "none",
  "editor.accessibilitySupport": "off",
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.hover.delay": 100,
  "editor.stickyScroll.enabled": false,
  "files.autoSave": "off",
  "files.hotExit": "off",
  "debug.openDebug": "openOnSessionStart",
  "debug.internalConsoleOptions": "openOnSessionStart",
  "debug.toolBarLocation": "docked",
  // Where a test keeps its files is no part of a picture.
  "breadcrumbs.filePath": "last",
};
