import { contextKeys, extensionCommands, findingsView, serverCommands } from '../server/protocol.ts';

// Commands, menus, views and the walkthrough of the extension's manifest; `generate-contributes.ts` writes them.

interface Command {
  readonly title: string;
  readonly icon?: string;
  /** When it can be run. */
  readonly enablement?: string;
  /** When the palette lists it; `false` for commands that need a line of the view. */
  readonly palette?: string;
}

const trusted = 'isWorkspaceTrusted';
const noLine = 'false';

const commandTable: Readonly<Record<string, Command>> = {
  [serverCommands.checkWorkspace]: { title: 'Check Workspace', icon: '$(search)', enablement: `${trusted} && workspaceFolderCount > 0` },
  [extensionCommands.fixAll]: { title: 'Apply All Verified Fixes in This File', palette: 'editorIsOpen' },
  [extensionCommands.fixWorkspace]: {
    title: 'Apply All Verified Fixes in the Workspace…',
    icon: '$(wand)',
    enablement: `${trusted} && workspaceFolderCount > 0`,
  },
  [extensionCommands.choosePacks]: { title: 'Choose Packs…', icon: '$(package)', enablement: `${trusted} && workspaceFolderCount > 0` },
  [extensionCommands.openDashboard]: { title: 'Open Dashboard', icon: '$(graph)', enablement: `${trusted} && workspaceFolderCount > 0` },
  [extensionCommands.openWalkthrough]: { title: 'Get Started' },
  [extensionCommands.showMenu]: { title: 'Show Menu' },
  [extensionCommands.restart]: { title: 'Restart Server' },
  [extensionCommands.showOutput]: { title: 'Show Output' },
  [extensionCommands.groupFindings]: { title: 'Group Findings By…', icon: '$(list-tree)' },
  [extensionCommands.filterFindings]: { title: 'Filter Findings…', icon: '$(filter)' },
  [extensionCommands.clearFilter]: { title: 'Clear Filter of Findings', icon: '$(filter-filled)', enablement: contextKeys.filtered },
  [extensionCommands.openFinding]: { title: 'Open', palette: noLine },
  [extensionCommands.fixFinding]: { title: 'Fix', icon: '$(lightbulb-autofix)', palette: noLine },
  [extensionCommands.suppressFinding]: { title: 'Suppress with a Reason…', icon: '$(circle-slash)', palette: noLine },
  [extensionCommands.explainFinding]: { title: 'Explain', icon: '$(book)', palette: noLine },
};

const inView = `view == ${findingsView}`;
const onFinding = `${inView} && viewItem =~ /^finding/`;
const onFixable = `${inView} && viewItem == finding.fix`;

const menus = {
  commandPalette: Object.entries(commandTable).flatMap(([command, { palette }]) => (palette === undefined ? [] : [{ command, when: palette }])),
  'view/title': [
    { command: serverCommands.checkWorkspace, when: inView, group: 'navigation@1' },
    { command: extensionCommands.filterFindings, when: `${inView} && !${contextKeys.filtered}`, group: 'navigation@2' },
    { command: extensionCommands.clearFilter, when: `${inView} && ${contextKeys.filtered}`, group: 'navigation@2' },
    { command: extensionCommands.groupFindings, when: inView, group: 'navigation@3' },
    { command: extensionCommands.fixWorkspace, when: inView, group: '1_act@1' },
    { command: extensionCommands.choosePacks, when: inView, group: '1_act@2' },
    { command: extensionCommands.openDashboard, when: inView, group: '1_act@3' },
    { command: extensionCommands.showOutput, when: inView, group: '2_more@1' },
    { command: extensionCommands.openWalkthrough, when: inView, group: '2_more@2' },
  ],
  'view/item/context': [
    { command: extensionCommands.fixFinding, when: onFixable, group: 'inline@1' },
    { command: extensionCommands.explainFinding, when: onFinding, group: 'inline@2' },
    { command: extensionCommands.openFinding, when: onFinding, group: '1_go@1' },
    { command: extensionCommands.fixFinding, when: onFixable, group: '2_act@1' },
    { command: extensionCommands.suppressFinding, when: onFinding, group: '2_act@2' },
    { command: extensionCommands.explainFinding, when: onFinding, group: '3_help@1' },
  ],
};

const check = `[Check Workspace](command:${serverCommands.checkWorkspace})`;
const stateIs = (state: string) => `${contextKeys.state} == ${state}`;
const limits = 'What no rule covers is not shown.';

/** What an empty view says, by its state: an empty list is never taken for a clean project. */
const viewsWelcome = [
  { when: `!${contextKeys.state} || ${stateIs('starting')}`, contents: 'Sentrik is starting.' },
  {
    when: stateIs('stopped'),
    contents: `The Sentrik server is not running; nothing is checked.\n[Restart Server](command:${extensionCommands.restart})\n[Show Output](command:${extensionCommands.showOutput})`,
  },
  {
    when: `${contextKeys.filtered} && (${stateIs('open')} || ${stateIs('workspace')})`,
    contents: `No finding passes the filter.\n[Clear Filter](command:${extensionCommands.clearFilter})`,
  },
  {
    when: `!${trusted} && !${contextKeys.filtered} && ${stateIs('open')}`,
    contents:
      'No findings in the open files. This folder is not trusted: its own rules, packs and suppressions do not count, and files that are not open are not checked.\n[Manage Workspace Trust](command:workbench.trust.manage)',
  },
  {
    when: `${trusted} && !${contextKeys.filtered} && ${stateIs('open')}`,
    contents: `No findings in the open files, among the rules that are on. Files that are not open were not checked.\n${check}\n${limits}\n[Choose Packs](command:${extensionCommands.choosePacks})`,
  },
  {
    when: `!${contextKeys.filtered} && ${stateIs('workspace')}`,
    contents: `No findings in the checked files, among the rules that are on.\n${check}\n${limits}\n[Choose Packs](command:${extensionCommands.choosePacks})`,
  },
].map((welcome) => ({ view: findingsView, ...welcome }));

const step = (id: string, title: string, description: string, events: readonly string[]) => ({
  id,
  title,
  description,
  media: { markdown: `walkthrough/${id}.md` },
  completionEvents: [...events],
});

const walkthroughs = [
  {
    id: 'start',
    title: 'Get started with Sentrik',
    description: 'Security and compliance findings while you write.',
    steps: [
      step(
        'typing',
        'Findings while you type',
        'Open a file and write. Findings are underlined in unsaved text too; hover shows help, weakness and controls.',
        [`onView:${findingsView}`],
      ),
      step('fixes', 'Verified fixes', `Press Ctrl+. on a finding, or repair the whole file.\n[Apply All Verified Fixes](command:${extensionCommands.fixAll})`, [
        `onCommand:${extensionCommands.fixAll}`,
      ]),
      step('workspace', 'Check the workspace', `Look at every file of the open folders.\n${check}`, [`onCommand:${serverCommands.checkWorkspace}`]),
      step('packs', 'Choose packs and frameworks', `Turn on what your project must meet.\n[Choose Packs](command:${extensionCommands.choosePacks})`, [
        `onCommand:${extensionCommands.choosePacks}`,
      ]),
      step(
        'dashboard',
        'Open the dashboard',
        `Scores, controls and trends in the browser, from this machine alone.\n[Open Dashboard](command:${extensionCommands.openDashboard})`,
        [`onCommand:${extensionCommands.openDashboard}`],
      ),
    ],
  },
];

export const views = {
  commands: Object.entries(commandTable).map(([command, { title, icon, enablement }]) => ({
    command,
    title,
    category: 'Sentrik',
    ...(icon === undefined ? {} : { icon }),
    ...(enablement === undefined ? {} : { enablement }),
  })),
  menus,
  viewsContainers: { activitybar: [{ id: 'sentrik', title: 'Sentrik', icon: '$(shield)' }] },
  views: { sentrik: [{ id: findingsView, name: 'Findings', contextualTitle: 'Sentrik', icon: '$(shield)' }] },
  viewsWelcome,
  walkthroughs,
} as const;
