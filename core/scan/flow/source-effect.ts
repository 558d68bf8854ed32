import { conditional, ownLabel, plainLabel } from './label.ts';
import type { Activation } from './machine.ts';
import { sourceRoot, sourcesOver, type TaintMatch, tellsApart } from './marks.ts';
import { isSeparate } from './scheme.ts';
import { joinTaint, type Mark, type Step, type Taint } from './value.ts';

/** The taint of a node that lies in sources; `incoming` is what its value has already. */
export function sourceTaint(activation: Activation, node: number, incoming: Taint): Taint {
  const { run } = activation;
  const { marks } = run;
  if (marks === undefined || !tellsApart(marks)) {
    const root = marks === undefined ? node : sourceRoot(run.tree, marks, node);
    return [newMark(plainLabel, { file: run.file, node: root, message: '', previous: undefined, length: 1 })];
  }
  return taintOf(activation, sourcesOver({ tree: run.tree, marks }, node), incoming);
}

/** The taint that sources give; those that need labels look at what is there before and at what the others give. */
export function taintOf(activation: Activation, sources: readonly TaintMatch[], incoming: Taint): Taint {
  let taint: Taint = [];
  for (const source of sources) if (source.test === undefined) taint = joinTaint(taint, [markOf(activation, source)]);
  for (const source of sources) {
    const mark = source.test === undefined ? undefined : conditional(markOf(activation, source), source.test, joinTaint(incoming, taint));
    if (mark !== undefined) taint = joinTaint(taint, [mark]);
  }
  return taint;
}

function markOf({ run }: Activation, source: TaintMatch): Mark {
  const { marks } = run;
  const isOwn = source.label === undefined && marks !== undefined && isSeparate(marks.scheme);
  const label = isOwn ? ownLabel(marks.matches.sources.indexOf(source)) : (source.label ?? plainLabel);
  return newMark(label, { file: run.file, node: source.node, message: '', previous: undefined, length: 1 });
}

function newMark(label: number, step: Step): Mark {
  return { label, path: '', exact: false, step, when: undefined };
}
