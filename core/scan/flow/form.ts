import type { Constant } from './constant.ts';
import type { Guard } from './guard.ts';

/** A key of a field or element: known text, or the register that holds it. */
export type Key = string | number;

/** Where a value lives: a variable (or, for a temporary object, a register) and the keys that lead from it. */
export interface Place {
  /** -1 when the base is a register. */
  readonly slot: number;
  /** -1 when the base is a variable. */
  readonly register: number;
  readonly path: readonly Key[];
}

export interface Argument {
  readonly from: number;
  readonly node: number;
  /** A keyword argument's name. */
  readonly name?: string;
  readonly spread: boolean;
}

/** An entry of a collection literal; `key` undefined means: somewhere in it. */
export interface Entry {
  readonly key: Key | undefined;
  readonly from: number;
  readonly spread: boolean;
}

/** `to` is the register an instruction defines, `node` the syntax it stands for. A register is defined by one instruction. */
export type Instruction =
  | { readonly kind: 'constant'; readonly to: number; readonly node: number; readonly value: Constant }
  | { readonly kind: 'read'; readonly to: number; readonly node: number; readonly slot: number }
  | { readonly kind: 'write'; readonly node: number; readonly slot: number; readonly from: number }
  | { readonly kind: 'load'; readonly to: number; readonly node: number; readonly object: number; readonly key: Key; readonly pattern: boolean }
  | { readonly kind: 'store'; readonly node: number; readonly place: Place; readonly from: number }
  | { readonly kind: 'element'; readonly to: number; readonly node: number; readonly from: number }
  /** What is left of a list after its first elements, or of an object without some of its fields. */
  | { readonly kind: 'rest'; readonly to: number; readonly node: number; readonly from: number; readonly skip: number; readonly without: readonly Key[] }
  | { readonly kind: 'parameter'; readonly to: number; readonly node: number; readonly index: number }
  | {
      readonly kind: 'collect';
      readonly to: number;
      readonly node: number;
      readonly entries: readonly Entry[];
      readonly ordered: boolean;
      readonly type?: string;
    }
  | { readonly kind: 'closure'; readonly to: number; readonly node: number; readonly callee: number }
  | { readonly kind: 'class'; readonly to: number; readonly node: number; readonly owner: number }
  | Operation
  | Call;

export interface Operation {
  readonly kind: 'operate';
  readonly to: number;
  readonly node: number;
  /** As written; '' passes its operand on, 'mix' is an unknown expression, 'scalar' a number or truth value. */
  readonly operator: string;
  readonly operands: readonly number[];
}

export interface Call {
  readonly kind: 'call';
  readonly to: number;
  readonly node: number;
  /** The dotted name, '' when the callee is no plain chain of names. */
  readonly path: string;
  /** The last name of the callee. */
  readonly name: string;
  /** Register of the callee as a value, -1 when it is not evaluated. */
  readonly callee: number;
  /** Register of the object a method is called on, or -1. */
  readonly receiver: number;
  /** Node of that object, or -1. */
  readonly object: number;
  readonly arguments: readonly Argument[];
  readonly constructs: boolean;
  /** The anonymous class that is written at the call, or -1. */
  readonly body: number;
}

/** How a block ends. `node` of a branch is its condition without parentheses and negation; `loop`: it decides whether a loop goes on. */
export type Terminator =
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'branch'; readonly condition: number; readonly node: number; readonly then: number; readonly otherwise: number; readonly loop?: boolean }
  | { readonly kind: 'fork'; readonly to: readonly number[] }
  | { readonly kind: 'return'; readonly from: number; readonly node: number }
  | { readonly kind: 'stop' };

export interface Block {
  readonly instructions: readonly Instruction[];
  readonly end: Terminator;
  /** The block that runs when something in here throws, or -1. */
  readonly handler: number;
  /** It lies in a loop, so it may run more than once. */
  readonly repeats: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly rest: boolean;
}

/** One function, or the top-level code of a file (id 0), as data. */
export interface FlowFunction {
  readonly id: number;
  readonly node: number;
  readonly name: string;
  /** The function it is written in; -1 for the file. */
  readonly parent: number;
  /** A closure is an expression and runs where it is passed; a declared function stands for itself. */
  readonly kind: 'file' | 'declared' | 'closure';
  /** Index of the class it is a method of, or -1. */
  readonly owner: number;
  readonly parameters: readonly Parameter[];
  /** Slot of `this`, or -1. */
  readonly self: number;
  /** Its variables are the slots `firstSlot` up to, not including, `endSlot`. */
  readonly firstSlot: number;
  readonly endSlot: number;
  readonly registers: number;
  /** It is more than a declaration. */
  readonly hasBody: boolean;
  /** Slots of variables around it that it, or a function in it, reads or writes. */
  readonly captures: ReadonlySet<number>;
  /** In an order in which all but loops lead forward. */
  readonly blocks: readonly Block[];
}

export interface FlowClass {
  readonly name: string;
  /** The class it is written in, or -1. */
  readonly outer: number;
  /** Functions by method name, and by `name/number of parameters` for overloads. */
  readonly methods: ReadonlyMap<string, number>;
  /** Names of the classes and interfaces it is made from. */
  readonly supers: readonly string[];
  /** Types of fields, as written or as seen from what a constructor puts there. */
  readonly fieldTypes: ReadonlyMap<string, string>;
  /** The variable that holds the class itself, with what stands in its body; -1 when it has none. */
  readonly slot: number;
}

/** A variable. `callee` is the function it is declared as, or -1. */
export interface Slot {
  readonly name: string;
  readonly callee: number;
  /** How many instructions write it. */
  readonly writes: number;
  /** Name of the type it is declared as, '' when there is none. */
  readonly type: string;
}

/** The flow form of a file: what all taint rules share. */
export interface FlowFile {
  readonly functions: readonly FlowFunction[];
  readonly classes: readonly FlowClass[];
  readonly classNames: ReadonlyMap<string, number>;
  readonly slots: readonly Slot[];
  /** Slots that stand directly in the file, by name. */
  readonly globals: ReadonlyMap<string, number>;
  /** Register + 1 of each evaluated node in its function; 0 where there is none. */
  readonly registerOf: Int32Array;
  /** Slot + 1 of nodes that read a variable; 0 elsewhere. */
  readonly slotOf: Int32Array;
  /** The place an evaluated expression reads from, if it is one. */
  readonly placeOf: (node: number) => Place | undefined;
  /** What a condition says about a value. */
  readonly guardOf: (condition: number) => Guard | undefined;
  /** Nodes that are conditions of a branch. */
  readonly conditions: ReadonlySet<number>;
  /** Ids of the functions that call (or mention) something of this name. */
  readonly callers: ReadonlyMap<string, readonly number[]>;
  /** Function ids by their syntax node. */
  readonly functionAt: ReadonlyMap<number, number>;
  /** The file was too large or too deep to be taken in whole. */
  readonly cutOff: boolean;
}
