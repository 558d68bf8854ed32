import { emptySyntax, type Language } from './language.ts';

export const dockerfile: Language = {
  id: 'dockerfile',
  names: ['dockerfile', 'docker', 'containerfile'],
  extensions: ['dockerfile', 'containerfile'],
  fileNames: ['Dockerfile', 'Containerfile'],
  shebangs: [],
  grammar: 'dockerfile',
  comment: { line: '#' },
  pattern: {
    ...emptySyntax,
    comment: '#',
    anyCase: true,
    names: ['variable_name'],
    strings: ['word', 'double_quoted', 'single_quoted'],
    bareStrings: true,
    interpolations: ['expansion'],
    transparent: ['expansion'],
    wrappers: ['expansion', 'command'],
    blocks: ['source_file'],
    ignorable: ['option', 'heredoc', 'image_tag', 'image_digest', 'alias', 'user_group'],
    assigns: [
      { kind: 'environment_pair', left: 'name', right: 'value', declares: true },
      { kind: 'assignment', left: 'name', right: 'value' },
    ],
    subsets: ['env_instruction', 'label_instruction', 'option', 'shell_command'],
    argumentLists: ['json_array'],
    contexts: [
      { before: '', after: '\n' },
      { before: 'RUN ', after: '\n' },
    ],
  },
};
