import { type CompiledProgram, runCompiled } from './platform/compiled-code.ts';

/** Loads a program of the product, with what was compiled of it at an earlier start, before anything else of the product is loaded; answers its exports. */
export function loadProgram(program: CompiledProgram): unknown {
  return runCompiled(program);
}
