import { bashRefinement } from './bash.ts';
import { cppRefinement } from './cpp.ts';
import { cSharpRefinement } from './c-sharp.ts';
import { kotlinRefinement } from './kotlin.ts';
import { phpRefinement } from './php.ts';
import { scalaRefinement } from './scala.ts';
import { yamlRefinement } from './yaml.ts';
import { swiftRefinement } from './swift.ts';
import type { Refinement } from './refinement.ts';

/** Refinements by grammar; most grammars need none. */
export const refinements: Readonly<Record<string, Refinement | undefined>> = {
  bash: bashRefinement,
  cpp: cppRefinement,
  c_sharp: cSharpRefinement,
  kotlin: kotlinRefinement,
  php: phpRefinement,
  scala: scalaRefinement,
  yaml: yamlRefinement,
  swift: swiftRefinement,
};
