import { z } from 'zod';
import { changeConfig } from '../core/config/config.ops.ts';
import { configFile } from '../core/config/load.ts';
import { Failure } from '../core/kernel/failure.ts';
import { runJson } from '../core/kernel/operation.ts';
import { listPacks } from '../core/scan/packs.ops.ts';
import type { Host } from './host.ts';
import type { PackList } from './protocol.ts';
import type { Folder } from './workspace.ts';

const packsArgument = z.object({ uri: z.string().optional() });
const choiceArgument = z.object({ uri: z.string().optional(), ids: z.array(z.string().min(1)) });

/** The packs and frameworks of the folder that a URI lies in; of the first folder without one. */
export async function listChoices(host: Host, input: unknown): Promise<PackList> {
  const { uri } = packsArgument.safeParse(input ?? {}).data ?? {};
  return choicesOf(folderOf(host, uri));
}

/** Writes the choice into the folder's configuration. Throws `conflict` where that file is malformed, `invalid_input` for a wrong argument. */
export async function choosePacks(host: Host, input: unknown): Promise<PackList> {
  const choice = choiceArgument.safeParse(input).data;
  if (choice === undefined) throw new Failure('invalid_input', 'Give the packs as {"ids": ["…"]}');
  const folder = folderOf(host, choice.uri);
  if (folder.uri === undefined) throw new Failure('conflict', 'Open a folder first: the choice is kept in its configuration');
  await runJson(changeConfig, folder.context(), { standards_packs: choice.ids });
  folder.reload();
  return choicesOf(folder);
}

/** What the project's own files say, so that a choice starts from what it changes. */
async function choicesOf(folder: Folder): Promise<PackList> {
  const { packs, frameworks } = await runJson(listPacks, folder.context(), {});
  return {
    choices: [
      ...packs.map(({ id, name, description, status, rules }) =>
        entry({ id, kind: 'pack', name, status, description: `${counted(rules, 'rule')}. ${description}` }),
      ),
      ...frameworks.map(({ id, name, status, controls }) => entry({ id, kind: 'framework', name, status, description: counted(controls, 'control') })),
    ],
    configFile,
    overridden: folder.settings.overrides.standards_packs !== undefined,
  };
}

interface Named {
  readonly id: string;
  readonly kind: 'pack' | 'framework';
  readonly name: string;
  readonly status: 'ENABLED' | 'available';
  readonly description: string;
}

function entry({ status, ...rest }: Named): PackList['choices'][number] {
  return { ...rest, on: status === 'ENABLED' };
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

function folderOf({ folders }: Host, uri: string | undefined): Folder {
  return folders.placeOf(uri ?? 'untitled:packs').folder;
}
