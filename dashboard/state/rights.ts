import { useApp } from '../app-context.ts';
import type { Membership } from './account.ts';

/** What not everybody may do, in the words of a profile's permissions. */
export type Right = 'write' | 'scan';

const deeds: Readonly<Record<Right, string>> = { write: 'change anything in this workspace', scan: 'start or stop scans in this workspace' };

/** Why whoever is there may not do something, as a sentence; undefined where they may. The server decides, this only says so beforehand. */
export function denialOf(member: Membership, right: Right): string | undefined {
  if (member.kind !== 'signed-in' || member.user.permissions.includes(right)) return undefined;
  return `Your role, ${member.user.role}, may not ${deeds[right]}.`;
}

/** Whether somebody is there who runs the installation. */
export function isOperator(member: Membership): boolean {
  return member.kind === 'signed-in' && member.user.groups.includes('operator');
}

/** Whether the project that the server was started in belongs to another workspace than that of whoever is there. */
export function isForeign(member: Membership): boolean {
  return member.kind === 'signed-in' && !member.user.workspace.is_main;
}

/** `denialOf` for whoever is there. The server's key, where the tab has it, opens everything on its own project and nothing elsewhere. */
export function useDenial(right: Right, isOnProject = false): string | undefined {
  const { account, session } = useApp();
  return isOnProject && session.hasKey.value ? undefined : denialOf(account.state.value, right);
}

/** Whether the pages about the server's own project are closed to whoever is there. */
export function useIsForeign(): boolean {
  const { account, session } = useApp();
  return isForeign(account.state.value) && !session.hasKey.value;
}
