import type { AgentSetup } from '../target.ts';
import { claudeSetup } from './claude.ts';
import { codexSetup } from './codex.ts';
import { copilotSetup } from './copilot.ts';
import { cursorSetup } from './cursor.ts';
import { geminiSetup } from './gemini.ts';
import { opencodeSetup } from './opencode.ts';
import { windsurfSetup } from './windsurf.ts';

/** Every agent that can be set up. */
export const agentSetups: readonly AgentSetup[] = [claudeSetup, cursorSetup, copilotSetup, codexSetup, geminiSetup, windsurfSetup, opencodeSetup];
