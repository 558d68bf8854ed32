import { z } from 'zod';
import { Failure } from '../../kernel/failure.ts';
import type { Assets } from '../../kernel/context.ts';

/** What is known of a framework without its controls. */
const head = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string().optional(),
  /** `code`: about weaknesses of software. `process`: about an organisation, of which code is one part. */
  kind: z.enum(['code', 'process']),
  aliases: z.array(z.string()),
  /** Whether findings name its controls where the settings say nothing. */
  shown: z.boolean(),
  /** How many controls it has. */
  size: z.number().int(),
  licence: z.string(),
});
export type FrameworkHead = z.output<typeof head>;

/** A control of a catalogue: its identifier, a short label, and the levels or classes that it is for. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly levels?: readonly string[] | undefined;
}

/** Why a weakness counts for a control. */
export interface Reason {
  /**
   * `listed`: the catalogue or CWE lists the weakness there. `ancestor`: it lists `via`, of which the weakness is a kind. `crosswalk`: through
   * the control `via` of another framework. `judged`: our own judgement, by the topic `via` where there is one.
   */
  readonly kind: 'listed' | 'ancestor' | 'crosswalk' | 'judged';
  /** Where that is written. */
  readonly basis: string;
  readonly via?: string;
  /** The control is about such weaknesses and nothing else, so checks of them can meet it. */
  readonly whole: boolean;
}

/** A framework's controls and the weaknesses that each is about, as the build compiled them. */
export interface Catalogue extends FrameworkHead {
  readonly source: string;
  readonly attribution?: string | undefined;
  readonly rights?: string | undefined;
  /** Languages that it is about; all when absent. */
  readonly languages?: readonly string[] | undefined;
  /** What the levels of its controls are called, lowest first. */
  readonly levels?: { readonly name: string; readonly values: readonly string[] } | undefined;
  readonly controls: readonly Control[];
  readonly reasons: readonly Reason[];
  /** Places by the number of a weakness, and `*` for every weakness: pairs of an index into `controls` and one into `reasons`. */
  readonly byCwe: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** Controls by the id of the rule about a document that they ask for. */
  readonly documents: Readonly<Record<string, readonly string[]>>;
}

/** The key of `byCwe` for controls that every weakness counts for. */
export const everyWeakness = '*';

const catalogueFile = z.custom<Catalogue>((value) => head.safeParse(value).success);

/** All frameworks, without their controls. */
export function readFrameworkHeads(assets: Assets): readonly FrameworkHead[] {
  return z.array(head).parse(parseAsset(assets, 'frameworks.json'));
}

/** One catalogue by its id. Throws `not_found`. */
export function readCatalogue(assets: Assets, id: string): Catalogue {
  if (!/^[a-z0-9-]+$/.test(id)) throw new Failure('not_found', 'There is no framework with this id');
  return catalogueFile.parse(parseAsset(assets, catalogueAsset(id)));
}

/** Every catalogue: for pages about all of them, never for a scan. */
export function readCatalogues(assets: Assets): readonly Catalogue[] {
  return readFrameworkHeads(assets).map(({ id }) => readCatalogue(assets, id));
}

/** Where a catalogue lies among the product's files. */
export function catalogueAsset(id: string): string {
  return `frameworks/${id}.json`;
}

/** What `readFrameworkHeads` reads. */
export function headsText(catalogues: readonly Catalogue[]): string {
  return JSON.stringify(catalogues.map((catalogue) => head.parse(catalogue)));
}

function parseAsset(assets: Assets, name: string): unknown {
  return JSON.parse(new TextDecoder().decode(assets.read(name)));
}
