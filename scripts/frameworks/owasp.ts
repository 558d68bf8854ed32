import { z } from 'zod';
import type { FrameworkFile } from '../../core/scan/frameworks/source.ts';
import { readData } from './data.ts';

const item = z.object({ id: z.string(), title: z.string(), cwes: z.array(z.number()).default([]) });
const top10File = z.object({ '2021': z.array(item), '2025': z.array(item), source: z.string(), commit: z.string() });
const listFile = z.object({ source: z.string(), commit: z.string().optional(), items: z.array(item) });
const asvsFile = z.object({ requirements: z.array(z.object({ req_id: z.string(), req_description: z.string(), L: z.string() })) });

const licence = 'CC-BY-SA-4.0';

/** The OWASP catalogues; each is a file of its own under CC BY-SA 4.0. */
export function owasp(folder: string): FrameworkFile[] {
  const { source, commit, ...years } = readData(folder, 'owasp/top10.json', top10File);
  return [
    ...(['2021', '2025'] as const).map((year) => ({
      ...top10({ id: `owasp-top-10-${year}`, name: `OWASP Top 10:${year}`, version: year }, { source, commit, items: years[year] }),
      shown: true,
      aliases: [...(year === '2025' ? ['owasp'] : []), 'owasp-top-10', 'owasp-top10', `owasp-${year}`],
    })),
    {
      ...top10({ id: 'owasp-api-2023', name: 'OWASP API Security Top 10:2023', version: '2023' }, readData(folder, 'owasp/api-top10-2023.json', listFile)),
      aliases: ['owasp-api', 'owasp-api-top-10', 'owasp-api-top-10-2023'],
    },
    {
      ...top10(
        { id: 'owasp-llm-2025', name: 'OWASP Top 10 for LLM Applications 2025', version: '2025' },
        readData(folder, 'owasp/llm-top10-2025.json', listFile),
      ),
      aliases: ['owasp-llm', 'owasp-llm-top-10', 'owasp-llm-top-10-2025'],
    },
    asvs(folder),
  ];
}

function top10(head: Pick<FrameworkFile, 'id' | 'name' | 'version'>, { source, commit, items }: z.output<typeof listFile>): FrameworkFile {
  const links = Object.fromEntries(items.filter(({ cwes }) => cwes.length > 0).map(({ id, cwes }) => [id, cwes]));
  return {
    ...head,
    kind: 'code',
    source: `github.com/${source}${commit === undefined ? '' : ` ${commit}`}`,
    licence,
    attribution: `${head.name} by the OWASP Foundation; identifiers, titles and weakness lists; this file is under CC BY-SA 4.0`,
    controls: items.map(({ id, title }) => ({ id, title })),
    ...(Object.keys(links).length === 0 ? {} : { mappings: [{ from: 'cwe', basis: head.name, descend: true, whole: true, links }] }),
  };
}

function asvs(folder: string): FrameworkFile {
  const { requirements } = readData(folder, 'owasp/asvs-5.0.0.en.flat.json', asvsFile);
  return {
    id: 'owasp-asvs-5',
    name: 'OWASP Application Security Verification Standard 5.0.0',
    version: '5.0.0',
    kind: 'code',
    aliases: ['asvs', 'owasp-asvs', 'asvs-5'],
    source: 'github.com/OWASP/ASVS 5.0.0',
    licence,
    attribution: 'OWASP Application Security Verification Standard 5.0.0 by the OWASP Foundation; this file is under CC BY-SA 4.0',
    levels: { name: 'level', values: ['1', '2', '3'] },
    // A requirement of a level is one of the higher levels too.
    controls: requirements.map(({ req_id: id, req_description: title, L }) => ({ id, title, levels: ['1', '2', '3'].filter((level) => level >= L) })),
  };
}
