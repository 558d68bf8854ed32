const leastBudget = 2000;
const mostBudget = 5000;
const longLineBudget = 2000;
const charactersPerMillisecond = 50;

/** Milliseconds that a text may take to parse: a hundred times what a text of its length takes, unless it is hardly one of a person. */
export function parseBudgetOf(text: string, hasLongLine = false): number {
  return Math.min(hasLongLine ? longLineBudget : mostBudget, leastBudget + text.length / charactersPerMillisecond);
}
