/** A pattern took more steps on a file than it may; what it would still find there is not known. */
export class BudgetError extends Error {
  constructor() {
    super('the pattern ran out of its budget');
  }
}
