const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

/** Calls the tools of the extension as an agent does and writes what they answer into the open folder, outside of what is scanned. */
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
    const [folder] = vscode.workspace.workspaceFolders;
    fs.writeFileSync(path.join(folder.uri.fsPath, 'docs/answers.txt'), JSON.stringify(answers));
  };
  subscriptions.push(vscode.commands.registerCommand('probe.askTools', ask));
};
