import { setText } from './lexer.ts';
import { linearWork, resetLinear, runAlone } from './linear.ts';
import { failedSteps, give, textBase } from './memory.ts';
import { createScanner } from './scanner-state.ts';
import { headCount, headNode, headStatus, nodePosition, startStack, statusActive } from './stack.ts';
import { lexerWork, resetTokens } from './token.ts';
import { actionCount, advanceVersion, condenseVersions, finished, resetVersions } from './versions.ts';

let lastPosition: usize = 0;

/** Parses the text that lies at `textBase`; answers the root, or 0 when the text has an error. Traps with `failure` set at a limit. */
export function parseText(bytes: usize, steps: u32): usize {
  setText(bytes);
  resetTokens();
  resetVersions();
  resetLinear();
  startStack(textBase);
  createScanner();
  lastPosition = 0;
  let isAnyActive = true;
  while (isAnyActive) {
    if (headCount == 1 && headStatus(0) == statusActive) {
      lastPosition = max(lastPosition, runAlone(steps));
      advanceAll(true);
    } else {
      advanceAll(false);
    }
    if (actionCount + linearWork() + lexerWork > steps) give(failedSteps);
    isAnyActive = condenseVersions();
  }
  return finished;
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
