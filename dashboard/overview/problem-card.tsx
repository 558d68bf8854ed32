import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { countOf } from '../parts/words.ts';
import { Card } from '../parts/card.tsx';

/** Rules and settings that could not be used; nothing when all could. */
export function ProblemCard(): JSX.Element | null {
  const { rules } = useApp();
  const state = rules.state.value;
  if (state.kind !== 'ready' || state.value.problems.length === 0) return null;
  const { problems } = state.value;
  return (
    <Card title="Rules and settings that could not be used" class="wide-card" aside={<span class="aside">{countOf(problems.length, 'problem')}</span>}>
      <ul class="problem-list">
        {problems.map(({ file, line, rule_id: rule, field, message }, index) => (
          <li key={index}>
            <span class="mono">
              {file}
              {line !== undefined && `:${line}`}
            </span>
            <span>
              {[rule, field].filter((part) => part !== undefined).join(', ')} {message}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
