import type { Refinement } from './refinement.ts';

/** `f(...)` makes a closure of a function; it is no call. `<?= x ?>` is `<?php echo x ?>`, and `die;` is `exit;`. */
export const phpRefinement: Refinement = {
  kinds: {
    arguments: [{ kind: 'callable_placeholder', holds: ['variadic_placeholder'] }],
    expression_statement: [
      { kind: 'echo_statement', behind: '<?=' },
      { kind: 'exit_statement', text: 'die;' },
    ],
  },
  fields: {},
};
