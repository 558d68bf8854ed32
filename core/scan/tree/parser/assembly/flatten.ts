import { hasRoles, publicSymbols, roles, roleWidth, visibility } from './language.ts';
import { allocate, arenaPosition, arenaStart, textBase } from './memory.ts';
import {
  countOf,
  errorSymbol,
  flagExtra,
  flagMissing,
  flagNamed,
  flagsOf,
  flagVisible,
  leafSize,
  symbolOf,
  treeChildren,
  treeEnd,
  treeProduction,
  treeStart,
} from './subtree.ts';

/** Columns of the flat tree, and what the walk is doing. */
export let kinds: usize = 0;
export let starts: usize = 0;
export let ends: usize = 0;
export let parents: usize = 0;
export let skips: usize = 0;
export let fields: usize = 0;
export let marks: usize = 0;
let count: u32 = 0;

/** A frame of the walk: next child, end of the children, index of the next child in its production, base of its roles, owner, inherited field, node to close. */
const frameSize: usize = 28;
const noRoles: usize = 0;
const noNode: u32 = u32.MAX_VALUE;

let slot: usize = 0;
let slotEnd: usize = 0;
let childIndex: u32 = 0;
let roleBase: usize = 0;
let owner: u32 = 0;
let inherited: u32 = 0;
let closing: u32 = 0;
let depth: u32 = 0;
let frames: usize = 0;

/** Writes the tree as columns in pre-order behind everything else in the arena; answers the number of nodes. */
export function flattenTree(root: usize): u32 {
  const bound = <u32>((arenaPosition() - arenaStart()) / leafSize) + 1;
  makeColumns(bound);
  depth = 0;
  count = 0;
  childIndex = 0;
  roleBase = noRoles;
  owner = noNode;
  inherited = 0;
  closing = noNode;
  slot = allocate(4);
  frames = arenaPosition();
  store<u32>(slot, <u32>root);
  slotEnd = slot + 4;
  while (true) {
    if (slot < slotEnd) {
      const tree: usize = load<u32>(slot);
      slot += 4;
      visit(tree);
      continue;
    }
    if (closing != noNode) store<u32>(skips + (closing << 2), count);
    if (depth == 0) break;
    leave();
  }
  return count;
}

function makeColumns(bound: u32): void {
  starts = allocate(bound << 2);
  ends = allocate(bound << 2);
  parents = allocate(bound << 2);
  skips = allocate(bound << 2);
  kinds = allocate((bound << 1) + 2);
  fields = allocate(bound + 3 & ~3);
  marks = allocate(bound + 3 & ~3);
}

function visit(tree: usize): void {
  const flags = flagsOf(tree);
  let alias: u32 = 0;
  let field: u32 = 0;
  if ((flags & flagExtra) == 0) {
    field = inherited;
    if (roleBase != noRoles && childIndex < roleWidth) {
      const role = load<u32>(roleBase + (childIndex << 2));
      alias = role & 0xffff;
      if (role >> 16 != 0) field = role >> 16;
    }
    childIndex += 1;
  }
  const children = countOf(tree);
  if (alias == 0 && (flags & flagVisible) == 0) {
    if (children > 0) enter(tree, children, field, false);
    return;
  }
  const named = (alias == 0 ? flags : visibility(alias)) & flagNamed;
  add(tree, alias == 0 ? symbolOf(tree) : alias, field, (named >> 1) | ((flags & flagExtra) >> 1) | ((flags & flagMissing) >> 3));
  if (children > 0) enter(tree, children, 0, true);
}

function add(tree: usize, symbol: u32, field: u32, mark: u32): void {
  const node = count;
  const word = node << 2;
  store<u16>(kinds + (node << 1), symbol == errorSymbol ? <u16>errorSymbol : load<u16>(publicSymbols + (symbol << 1)));
  store<u32>(starts + word, (load<u32>(tree, treeStart) - <u32>textBase) >> 1);
  store<u32>(ends + word, (load<u32>(tree, treeEnd) - <u32>textBase) >> 1);
  store<u32>(parents + word, owner);
  store<u32>(skips + word, node + 1);
  store<u8>(fields + node, <u8>field);
  store<u8>(marks + node, <u8>mark);
  count = node + 1;
}

/** Goes to the children; those of a visible node belong to it, others to the owner so far. */
function enter(tree: usize, children: u32, field: u32, isNode: bool): void {
  const frame = frames + depth * frameSize;
  if (frame + frameSize > arenaPosition()) allocate(frameSize * 64);
  store<u32>(frame, <u32>slot);
  store<u32>(frame, <u32>slotEnd, 4);
  store<u32>(frame, childIndex, 8);
  store<u32>(frame, <u32>roleBase, 12);
  store<u32>(frame, owner, 16);
  store<u32>(frame, inherited, 20);
  store<u32>(frame, closing, 24);
  depth += 1;
  slot = tree + treeChildren;
  slotEnd = slot + (children << 2);
  childIndex = 0;
  const production = load<u32>(tree, treeProduction);
  roleBase = load<u8>(hasRoles + production) != 0 ? roles + ((production * roleWidth) << 2) : noRoles;
  inherited = field;
  closing = isNode ? count - 1 : noNode;
  if (isNode) owner = count - 1;
}

function leave(): void {
  depth -= 1;
  const frame = frames + depth * frameSize;
  slot = load<u32>(frame);
  slotEnd = load<u32>(frame, 4);
  childIndex = load<u32>(frame, 8);
  roleBase = load<u32>(frame, 12);
  owner = load<u32>(frame, 16);
  inherited = load<u32>(frame, 20);
  closing = load<u32>(frame, 24);
}
