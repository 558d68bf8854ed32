import { agentTools, mcpProvider } from '../server/protocol.ts';

const text = (description: string) => ({ type: 'string', description });

/** What the editor's own agent is told about the tools and the MCP server of the extension. */
export const agentContributions = {
  languageModelTools: [
    {
      name: agentTools.check,
      toolReferenceName: 'sentrikCheck',
      displayName: 'Check code with Sentrik',
      modelDescription:
        'Checks a text as if it stood in the project at `filename`, or the file at `path`, for security and compliance findings. Answers findings with rule, place, weakness, controls, verified fixes, and what was not checked. `compliant` means only: no finding among the rules that were applied.',
      userDescription: 'Security and compliance findings of a file or a text',
      canBeReferencedInPrompt: true,
      icon: '$(shield)',
      inputSchema: {
        type: 'object',
        properties: {
          path: text('File in the project, relative to it'),
          code: text('Source code to check instead of a file'),
          filename: text('Name or path of that code, for its language and rules'),
        },
      },
    },
    {
      name: agentTools.explain,
      toolReferenceName: 'sentrikExplain',
      displayName: 'Explain a Sentrik rule',
      modelDescription: 'What a rule looks for, why it matters, how to repair it, its weakness, its controls and examples.',
      userDescription: 'Help on a rule',
      canBeReferencedInPrompt: true,
      icon: '$(book)',
      inputSchema: { type: 'object', properties: { rule_id: text('Id of the rule') }, required: ['rule_id'] },
    },
    {
      name: agentTools.fix,
      toolReferenceName: 'sentrikFix',
      displayName: 'Apply a Sentrik fix',
      modelDescription:
        "Applies the finding's own fix to its file when the fix is verified: the patched text parses, the finding is gone and no new one appears.",
      userDescription: 'Apply the verified fix of a finding',
      canBeReferencedInPrompt: true,
      icon: '$(lightbulb-autofix)',
      inputSchema: {
        type: 'object',
        properties: { file_path: text('File in the project, relative to it'), fingerprint: text('Fingerprint of the finding, as the check answers it') },
        required: ['file_path', 'fingerprint'],
      },
    },
  ],
  mcpServerDefinitionProviders: [{ id: mcpProvider, label: 'Sentrik' }],
} as const;
