import type { McpServer } from '@modelcontextprotocol/server';
import type { Product } from '../core/boot.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import type { Asking } from './ask.ts';
import type { Tool } from './tool.ts';

/** What the tools work on. */
export interface ToolHost {
  readonly product: Product;
  readonly operations: readonly AnyOperation[];
  readonly asking: Asking;
  /** Names the connection where the transport has no name for it. */
  readonly session?: string;
}

/** Adds to what the product serves; for programs that embed the server, such as protocol tests. */
export interface Extension {
  /** Their questions can use the state that the server signs. */
  tools(asking: Asking): readonly Tool[];
  /** Called before the server's own things are registered. */
  attach(server: McpServer): void;
}
