import { memorySkillFiles, type SkillCatalog, SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import type { Assets } from '../core/kernel/context.ts';

/** What agents can be taught: each has a folder with SKILL.md in the product's files. */
const names = ['fix-finding', 'secure-coding', 'write-rule'];
const day = 86_400_000;

/** The product's skills. Throws `not_found` where the product's files are incomplete. */
export function loadSkills(assets: Assets): Promise<SkillCatalog> {
  const files = Object.fromEntries(names.map((name) => [`${name}/SKILL.md`, assets.read(`skills/${name}/SKILL.md`)]));
  const cacheHint = { ttlMs: day, cacheScope: 'public' } as const;
  return SkillsExtension.load(memorySkillFiles(files), { prefix: 'sentrik', strict: true, cacheHint });
}
