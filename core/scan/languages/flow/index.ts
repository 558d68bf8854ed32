import type { FlowTable } from '../../flow/role.ts';
import type { GrammarName } from '../../tree/grammar.ts';
import { bashFlow } from './bash.ts';
import { cFlow } from './c.ts';
import { cppFlow } from './cpp.ts';
import { cSharpFlow } from './c-sharp.ts';
import { goFlow } from './go.ts';
import { javaFlow } from './java.ts';
import { javascriptFlow } from './javascript.ts';
import { kotlinFlow } from './kotlin.ts';
import { scalaFlow } from './scala.ts';
import { phpFlow } from './php.ts';
import { luaFlow } from './lua.ts';
import { rubyFlow } from './ruby.ts';
import { rustFlow } from './rust.ts';
import { pythonFlow } from './python.ts';
import { solidityFlow } from './solidity.ts';
import { swiftFlow } from './swift.ts';

/** The flow tables by grammar; data formats have none. */
export const flowTables: Readonly<Partial<Record<GrammarName, FlowTable>>> = {
  javascript: javascriptFlow,
  bash: bashFlow,
  php: phpFlow,
  ruby: rubyFlow,
  rust: rustFlow,
  lua: luaFlow,
  typescript: javascriptFlow,
  tsx: javascriptFlow,
  python: pythonFlow,
  java: javaFlow,
  go: goFlow,
  c: cFlow,
  cpp: cppFlow,
  c_sharp: cSharpFlow,
  kotlin: kotlinFlow,
  scala: scalaFlow,
  solidity: solidityFlow,
  swift: swiftFlow,
};
