import type { Host } from '../request.ts';
import { claude, codex } from './claude.ts';
import { copilot } from './copilot.ts';
import { cursor } from './cursor.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';
import { windsurf } from './windsurf.ts';

/** Every agent with hooks. */
export const hosts: readonly Host[] = [claude, cursor, copilot, codex, gemini, windsurf, opencode];
