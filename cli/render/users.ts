import { z } from 'zod';
import { plain } from './plain.ts';

const user = z.object({ email: z.string(), name: z.string(), role: z.string(), is_disabled: z.boolean(), created_at: z.string() });
const told = z.object({ email: z.string(), password: z.string() });
const changed = z.object({ email: z.string(), role: z.string().optional(), is_disabled: z.boolean().optional() });

/** One line per account. */
export function renderUsers(answer: unknown): string {
  const users = z.array(user).parse(answer);
  const width = Math.max(0, ...users.map(({ email }) => email.length));
  const lines = users.map(({ email, name, role, is_disabled, created_at }) =>
    `${email.padEnd(width)}  ${role.padEnd(13)}  ${created_at.slice(0, 10)}${is_disabled ? '  disabled' : ''}${name === '' ? '' : `  ${name}`}`.trimEnd(),
  );
  return lines.map((line) => `${plain(line)}\n`).join('');
}

/** The address and the password, which nothing shows again. */
export function renderPassword(answer: unknown): string {
  const { email, password } = told.parse(answer);
  return `${plain(email)}\nPassword, shown this once: ${password}\n`;
}

/** What an account is now. */
export function renderChange(answer: unknown): string {
  const { email, role, is_disabled: isDisabled } = changed.parse(answer);
  const state = isDisabled === true ? 'disabled' : 'enabled';
  return `${plain(email)} is ${role === undefined ? state : `now ${role}`}\n`;
}
