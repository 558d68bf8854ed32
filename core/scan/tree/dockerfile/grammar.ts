import type { Grammar } from '../grammar.ts';
import { ownGrammar } from '../own-grammar.ts';
import { instructionKinds, readDockerfile } from './instruction.ts';

/** Dockerfiles: instructions, their options, paths, pairs and images; shell commands by words and operators, without control structures. */
export function openDockerfileGrammar(): Grammar {
  return ownGrammar({
    name: 'dockerfile',
    named: [
      'source_file',
      ...instructionKinds,
      ...['placeholder', 'option', 'option_name', 'mount_option', 'image', 'image_tag', 'image_digest', 'alias', 'user_group'],
      ...['environment_pair', 'label_pair', 'json_array', 'shell_command', 'command', 'assignment', 'heredoc', 'redirect'],
      ...['word', 'double_quoted', 'single_quoted', 'concatenation', 'fragment', 'expansion', 'substitution', 'variable_name'],
    ],
    tokens: ['keyword', '&&', '||', ';', '|', '&', '(', ')'],
    fields: ['name', 'value'],
    read: readDockerfile,
  });
}
