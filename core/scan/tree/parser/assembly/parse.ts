import { condenseVersions } from './condense.ts';
import { errorCostOf, isMending, startMending } from './costs.ts';
import { headCount, headNode, headStatus, startStack, statusActive } from './heads.ts';
import { setText } from './lexer.ts';
import { resetHeap } from './library.ts';
import { linearWork, resetLinear, runAlone } from './linear.ts';
import { failedSteps, give, resetArena, textBase } from './memory.ts';
import { finished } from './outcome.ts';
import { reductionWork, resetReductions } from './reductions.ts';
import { createScanner } from './scanner-state.ts';
import { nodePosition } from './stack.ts';
import { lexerWork, resetTokens } from './token.ts';
import { actionCount, advanceVersion, resetVersions } from './versions.ts';

/** While errors are mended, the steps that are not the only way: a few seconds' worth. */
const mendingSteps: u32 = 2_000_000;

let lastPosition: usize = 0;

/** Parses the text that lies at `textBase`; answers the root, or 0 when that is left to others. Traps with `failure` set at a limit. */
export function parseText(bytes: usize, steps: u32): usize {
  const root = attempt(bytes, steps, false);
  return root == 0 ? attempt(bytes, steps, true) : root;
}

/** Parses without or with mending of errors. */
function attempt(bytes: usize, steps: u32, mends: bool): usize {
  resetArena();
  resetHeap();
  setText(bytes);
  startMending(mends);
  resetTokens(steps);
  resetVersions();
  resetLinear();
  resetReductions();
  startStack(textBase);
  createScanner();
  lastPosition = 0;
  let isAnyActive = true;
  while (isAnyActive) {
    if (headCount == 1 && headStatus(0) == statusActive && finished == 0) {
      lastPosition = max(lastPosition, runAlone(steps));
      advanceAll(true);
    } else {
      advanceAll(false);
    }
    if (actionCount + linearWork() + lexerWork + reductionWork > steps) give(failedSteps);
    if (mends && actionCount + reductionWork > mendingSteps) give(failedSteps);
    isAnyActive = goOn();
  }
  return finished;
}

/** False when nothing is left to do, or nothing that could beat the tree there is. */
function goOn(): bool {
  const isLast = headCount == 0;
  const cost = condenseVersions();
  if (!isMending) return cost != u32.MAX_VALUE;
  return !isLast && (finished == 0 || errorCostOf(finished) >= cost);
}

/** Takes every version at least to where the one before it stands; the first may have been advanced already. */
function advanceAll(hasAdvancedFirst: bool): void {
  let isAdvanced = hasAdvancedFirst;
  for (let version: u32 = 0; version < headCount; version += 1) {
    while (headStatus(version) == statusActive) {
      if (!isAdvanced) advanceVersion(version, 0);
      isAdvanced = false;
      const at = load<u32>(headNode(version), nodePosition);
      if (at > lastPosition || (version > 0 && at == lastPosition)) {
        lastPosition = at;
        break;
      }
    }
    isAdvanced = false;
  }
}
