import { expect, test } from 'vitest';
import { lineIndex } from '../../../../core/kernel/text.ts';
import { openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';

const grammars = await openGrammars(builtAssets);
const annotated = '@A class B(val c: Int)\n\nfun d() {}\n';

test.each(['class A\n\n@', '@A class B\n@', 'class A\n\n@B(c)', 'class A\n\n@B.C'])('Kotlin that ends in an annotation is read to its end: %j', (text) => {
  const tree = grammars.get('kotlin').parse(text);
  expect([tree?.text, tree?.end[0]]).toEqual([text, text.length]);
});

test('while such a text is typed its tree is that of the text, before and after', () => {
  const kotlin = grammars.get('kotlin');
  const open = kotlin.open(annotated);
  const typed = `${annotated}@E`;
  const versions = [`${annotated}@`, typed, `${typed} class F`, annotated];
  let before = annotated;
  for (const text of versions) {
    const at = Math.min(before.length, text.length);
    const [old, now] = [lineIndex(before), lineIndex(text)];
    const change = {
      ...{ start: at, oldEnd: before.length, newEnd: text.length },
      ...{ startPosition: old.positionAt(at), oldEndPosition: old.positionAt(before.length), newEndPosition: now.positionAt(text.length) },
    };
    const tree = open?.update([change], text);
    const whole = kotlin.parse(text);
    expect([text, tree?.text, tree?.count, [...(tree?.kind ?? [])]]).toEqual([text, text, whole?.count, [...(whole?.kind ?? [])]]);
    before = text;
  }
  open?.close();
});

test('a scanner that never comes back is ended after the budget, and the grammar is fit for the next text', () => {
  const plain = grammars.native('kotlin');
  const stuck = 'class A\n\n@';
  expect(plain.parse(stuck, 100)).toBeUndefined();
  expect(plain.open(stuck, 100)).toBeUndefined();
  expect(plain.parse('class A')?.hasError).toBe(false);
  expect(plain.open('class A {}')?.current.hasError).toBe(false);
});
