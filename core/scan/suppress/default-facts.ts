import type { Config } from '../../config/schema.ts';
import type { Context } from '../../kernel/context.ts';
import type { Suppression } from './suppression.ts';

const dayMilliseconds = 86_400_000;

type Facts = Pick<Suppression, 'owner' | 'expires'>;

/** What a suppression says where the person who writes it now says nothing else: that person as owner, and a last day as far away as the settings want it. */
export function defaultFacts({ clock, person }: Pick<Context, 'clock' | 'person'>, { governance }: Pick<Config, 'governance'>): Facts {
  const owner = person?.();
  const last = new Date(clock.now().getTime() + governance.suppressions.default_days * dayMilliseconds);
  return { ...(owner === undefined ? {} : { owner }), expires: last.toISOString().slice(0, 10) };
}
