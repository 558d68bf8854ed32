const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const { commands, window, workspace } = vscode;

/** Writes into the open folder, outside of what is scanned. */
function tell(name, text) {
  const [folder] = workspace.workspaceFolders;
  fs.writeFileSync(path.join(folder.uri.fsPath, 'docs', name), text);
}

/** Closes all that a test may have left open, unsaved. */
async function startAfresh() {
  for (const command of ['workbench.action.closeQuickOpen', 'refactorPreview.discard', 'notifications.clearAll', 'workbench.action.closePanel']) {
    await commands.executeCommand(command).then(undefined, () => undefined);
  }
  while (window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  tell('afresh.txt', 'done');
}

/** Calls the tools of the extension as an agent does and writes what they answer. */
exports.activate = ({ subscriptions }) => {
  const ask = async () => {
    const call = async (name, input) => {
      try {
        const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
        return content.map(({ value }) => value).join('');
      } catch (thrown) {
        return `failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      }
    };
    const answers = {
      tools: vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('sentrik')),
      served: vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('mcp_')),
      check: await call('sentrik_check', { code: 'bad(1);\n', filename: 'src/new.js' }),
      explain: await call('sentrik_explain', { rule_id: 'old-call' }),
    };
    tell('answers.txt', JSON.stringify(answers));
  };
  subscriptions.push(commands.registerCommand('probe.askTools', ask), commands.registerCommand('probe.startAfresh', startAfresh));
};
