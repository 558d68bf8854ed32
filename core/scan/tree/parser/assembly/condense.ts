import { isMending } from './costs.ts';
import {
  headCount,
  headStatus,
  maximumVersions,
  mergeHeads,
  removeHead,
  setHeadStatus,
  statusActive,
  statusHalted,
  statusPaused,
  swapHeads,
  tokenWhenPaused,
} from './heads.ts';
import { acceptCount } from './outcome.ts';
import { handleError } from './recovery.ts';
import { compareWithNoted, costOfVersion, isNotedInError, notedCost, noteStanding, preferRight, takeLeft, takeRight } from './standing.ts';

let leastCost: u32 = 0;

/**
 * Drops finished and clearly worse versions, merges equal ones and orders the others; while errors are mended, lets the best one that is
 * paused handle its error when no better one goes on. Answers the least cost of a version, the highest number when none goes on.
 */
export function condenseVersions(): u32 {
  leastCost = u32.MAX_VALUE;
  for (let version: u32 = 0; version < headCount; version += 1) {
    if (headStatus(version) == statusHalted) {
      removeHead(version);
      version -= 1;
      continue;
    }
    noteStanding(version);
    if (!isNotedInError() && notedCost() < leastCost) leastCost = notedCost();
    version = compareWithEarlier(version);
  }
  while (headCount > maximumVersions) removeHead(maximumVersions);
  if (isMending) resumeBest();
  return leastCost;
}

/** Answers the number of the version after what was removed. Like tree-sitter it goes by the standing from before any swap. */
function compareWithEarlier(own: u32): u32 {
  let version = own;
  for (let earlier: u32 = 0; earlier < version; earlier += 1) {
    const order = compareWithNoted(earlier);
    if (order == takeLeft) {
      removeHead(version);
      return version - 1;
    }
    if (order == takeRight) {
      removeHead(earlier);
      version -= 1;
      earlier -= 1;
    } else if (mergeHeads(earlier, version)) {
      return version - 1;
    } else if (order == preferRight) {
      swapHeads(version, earlier);
    }
  }
  return version;
}

function resumeBest(): void {
  let isGoingOn = false;
  let count = headCount;
  for (let version: u32 = 0; version < count; version += 1) {
    if (headStatus(version) != statusPaused) {
      isGoingOn = true;
    } else if (!isGoingOn && acceptCount < maximumVersions) {
      leastCost = costOfVersion(version);
      setHeadStatus(version, statusActive);
      handleError(version, tokenWhenPaused(version));
      isGoingOn = true;
    } else {
      removeHead(version);
      version -= 1;
      count -= 1;
    }
  }
}
