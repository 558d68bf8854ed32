import type { Bindings } from './match.ts';

const reference = /\$\.\.\.[A-Z_][A-Z_0-9]*|\$(?:[A-Z_][A-Z_0-9]*|\d+)/g;

/** Replaces `$X` and `$...XS` in a message or fix template by the text they stand for; unknown ones stay. */
export function interpolate(template: string, bindings: Bindings, text: string): string {
  return template.replace(reference, (name) => {
    const binding = bindings.get(name);
    return binding === undefined ? name : (binding.text ?? text.slice(binding.start, binding.end));
  });
}
