import { z } from 'zod';
import type { FrameworkFile } from '../../core/scan/frameworks/source.ts';
import { readData } from './data.ts';

const listFile = z.object({
  publisher: z.string(),
  rights: z.string(),
  controls: z.array(z.object({ id: z.string(), title: z.string(), classes: z.array(z.string()).optional() })),
});

interface ListHead extends Pick<FrameworkFile, 'id' | 'name' | 'version' | 'aliases' | 'levels'> {
  readonly file: string;
  readonly licence: string;
}

const own = 'identifiers are facts; the labels are ours';
const usLaw = 'public domain (US federal law)';
const euLaw = 'EU law, reuse under Commission Decision 2011/833/EU';

const lists: readonly ListHead[] = [
  {
    file: 'soc2-tsc-2017-2022',
    id: 'soc2',
    name: 'SOC 2 Trust Services Criteria',
    version: '2017, points of focus 2022',
    aliases: ['soc-2', 'tsc'],
    licence: own,
  },
  {
    file: 'iso27001-2022-annex-a',
    id: 'iso-27001',
    name: 'ISO/IEC 27001:2022 Annex A',
    version: '2022',
    aliases: ['iso27001', 'iso-27001-2022', 'iso-iec-27001'],
    licence: 'identifiers and control names only',
  },
  {
    file: 'hipaa-security-rule',
    id: 'hipaa',
    name: 'HIPAA Security Rule',
    version: '45 CFR Part 164 Subpart C',
    aliases: ['hipaa-security-rule'],
    licence: usLaw,
  },
  {
    file: 'pci-dss-4.0.1-software',
    id: 'pci-dss',
    name: 'PCI DSS 4.0.1 (requirements that software takes part in)',
    version: '4.0.1',
    aliases: ['pci', 'pci-dss-4'],
    licence: own,
  },
  { file: 'gdpr', id: 'gdpr', name: 'EU General Data Protection Regulation', version: '(EU) 2016/679', aliases: ['eu-gdpr'], licence: euLaw },
  {
    file: 'iec-62304',
    id: 'iec-62304',
    name: 'IEC 62304 Medical device software life cycle',
    version: '2006+A1:2015',
    aliases: ['fda-iec-62304', 'iec62304', 'en-62304'],
    licence: own,
    levels: { name: 'class', values: ['A', 'B', 'C'] },
  },
  { file: 'fda-524b', id: 'fda-524b', name: 'FD&C Act section 524B and premarket cybersecurity guidance', aliases: ['524b'], licence: usLaw },
  { file: '21cfr-part11', id: 'fda-21cfr11', name: '21 CFR Part 11', aliases: ['21-cfr-11', '21cfr11', '21-cfr-part-11'], licence: usLaw },
  { file: 'eu-cra-annex-i', id: 'eu-cra', name: 'EU Cyber Resilience Act', version: '(EU) 2024/2847', aliases: ['cra'], licence: euLaw },
  { file: 'nis2', id: 'eu-nis2', name: 'EU NIS 2 Directive', version: '(EU) 2022/2555', aliases: ['nis2', 'nis-2'], licence: euLaw },
  { file: 'dora', id: 'eu-dora', name: 'EU Digital Operational Resilience Act', version: '(EU) 2022/2554', aliases: ['dora'], licence: euLaw },
  { file: 'eu-ai-act-high-risk', id: 'eu-ai-act', name: 'EU AI Act', version: '(EU) 2024/1689', aliases: ['ai-act'], licence: euLaw },
  {
    file: 'iec-62443-4-1',
    id: 'iec-62443-4-1',
    name: 'IEC 62443-4-1 Secure product development lifecycle',
    version: '2018',
    aliases: ['isa-62443-4-1'],
    licence: own,
  },
];

/** Catalogues that are lists of identifiers and short labels; never the text of a standard that is sold. */
export function labelLists(folder: string): FrameworkFile[] {
  return lists.map(({ file, ...head }) => {
    const { publisher, rights, controls } = readData(folder, `frameworks/${file}.json`, listFile);
    return {
      ...head,
      kind: 'process',
      source: `${publisher}; identifiers and labels`,
      rights,
      controls: controls.map(({ id, title, classes }) => ({ id, title: shortTitle(title), ...(classes === undefined ? {} : { levels: classes }) })),
    };
  });
}

/** `Technical Safeguards - Integrity: Implement policies …` as `Integrity`. */
function shortTitle(title: string): string {
  return /^[A-Z][A-Za-z& ]+ - ([^:]+):/.exec(title)?.[1] ?? title;
}
