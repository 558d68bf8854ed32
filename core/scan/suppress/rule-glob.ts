/** Whether a rule id fits; `*` stands for any characters. */
export function ruleTest(pattern: string): (id: string) => boolean {
  if (!pattern.includes('*')) return (id) => id === pattern;
  const [head = '', ...others] = pattern.split('*');
  const tail = others.pop() ?? '';
  return (id) => {
    if (!id.startsWith(head)) return false;
    let position = head.length;
    for (const part of others) {
      const found = id.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return id.length - tail.length >= position && id.endsWith(tail);
  };
}
