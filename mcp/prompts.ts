import { completable, type GetPromptResult, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { frameworkIds } from './completions.ts';
import type { ToolHost } from './host.ts';

const maxText = 2000;
const maxWord = 200;

/** Requests that a person picks in the client: what to do, with which tools. */
export function registerPrompts(server: McpServer, host: ToolHost): void {
  const framework = completable(z.string().max(maxWord), (typed) => frameworkIds(host, typed)).optional();
  server.registerPrompt(
    'review-diff',
    {
      title: 'Review the changes',
      description: 'Check what changed since a commit, and explain each finding before anything is edited',
      argsSchema: z.object({
        base: z.string().max(maxWord).optional().meta({ description: 'Commit or branch to compare with, such as origin/main; the last commit without' }),
        framework: framework.meta({ description: 'Only findings that count for this framework' }),
      }),
    },
    ({ base = 'HEAD', framework: wanted }) =>
      asked(
        `Review my changes since ${quoted(base)} with the Sentrik tool \`check\`: each changed file by its path, or the output of git diff as \`diff\`.`,
        ...(wanted === undefined ? [] : [`Pass frameworks: [${quoted(wanted)}].`]),
        'Group what it finds by rule, worst first, with file and line. Ask `explain` where the cause is not clear. Say what was not checked. Edit nothing yet.',
      ),
  );
  server.registerPrompt(
    'fix-findings',
    {
      title: 'Repair findings',
      description: 'Repair the findings of a file or folder, one at a time, each checked again afterwards',
      argsSchema: z.object({ path: z.string().max(maxWord).meta({ description: 'File or folder of the project' }) }),
    },
    ({ path }) =>
      asked(
        `Repair the findings in ${quoted(path)}. Run \`check\` on each source file there and go through its findings, worst first.`,
        'Where a finding has a verified fix, look at it with `propose_fix` and apply it with `apply_fix`. Otherwise read `explain` for the rule and edit the code by hand, keeping what it does.',
        'Run `check` on the file again after each repair, and the tests of the project at the end. Leave a finding that you believe to be wrong in place and tell me why.',
      ),
  );
  server.registerPrompt(
    'write-rule',
    {
      title: 'Write a rule',
      description: 'Write a rule of this project for a weakness, with examples that test it',
      argsSchema: z.object({
        weakness: z.string().max(maxText).meta({ description: 'What the rule is to find, and what is fine' }),
        language: z.string().max(maxWord).optional().meta({ description: 'Language of the code' }),
      }),
    },
    ({ weakness, language }) =>
      asked(
        `Write a Sentrik rule${language === undefined ? '' : ` for ${quoted(language)}`} in .sentrik/rules/ that finds this: ${quoted(weakness)}`,
        'Give it at least two examples with `bad` code and one with `good` code that looks alike. Run `sentrik test` until it passes, then `sentrik scan` and look at what the rule finds in this project.',
      ),
  );
}

function asked(...sentences: readonly string[]): GetPromptResult {
  return { messages: [{ role: 'user', content: { type: 'text', text: sentences.join(' ') } }] };
}

/** What was typed is data of the request: on one line and in quotes. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
