import { emptySyntax, type Language } from './language.ts';

export const bash: Language = {
  id: 'bash',
  names: ['bash', 'sh', 'shell', 'shellscript', 'zsh', 'ksh'],
  extensions: ['sh', 'bash', 'zsh', 'ksh', 'bats'],
  fileNames: ['.bashrc', '.bash_profile', '.bash_aliases', '.profile', '.zshrc', '.zprofile', '.zshenv', 'PKGBUILD', 'APKBUILD'],
  shebangs: ['bash', 'sh', 'zsh', 'ksh', 'dash', 'ash', 'bats'],
  grammar: 'bash',
  comment: { line: '#' },
  pattern: {
    ...emptySyntax,
    comment: '# ',
    names: ['variable_name', 'special_variable_name'],
    strings: ['word', 'string', 'raw_string', 'ansi_c_string', 'number'],
    numbers: [],
    interpolations: ['simple_expansion', 'expansion', 'command_substitution', 'arithmetic_expansion'],
    transparent: ['command_name'],
    wrappers: ['command', 'command_name'],
    expressionStatements: [],
    blocks: ['program', 'compound_statement', 'do_group', 'subshell'],
    groups: [
      ['simple_expansion', 'expansion'],
      ['do_group', 'compound_statement'],
    ],
    ignorable: ['file_redirect', 'heredoc_redirect', 'herestring_redirect', 'elif_clause', 'else_clause'],
    noise: ['function', 'then', 'fi', 'do', 'done', 'esac', ';;', '$'],
    meaningful: ['`'],
    assigns: [{ kind: 'variable_assignment', left: 'name', right: 'value', declares: true }],
    argumentLists: ['array'],
    scopes: ['function_definition'],
    binders: [{ kind: 'for_statement', field: 'variable' }],
    contexts: [
      { before: '', after: '' },
      { before: '', after: '\n' },
    ],
    ellipsis: {},
  },
};
