import type { Rule } from '../model.ts';

const sentenceEnd = /(?<=[.!?])\s+(?=[A-Z"`])/;
/** How our texts begin a sentence that says what to do. */
const imperative =
  /^(?:Accept|Add|Allow|Allocate|Answer|Ask|Attach|Bind|Build|Call|Catch|Check|Choose|Clear|Close|Compare|Compute|Convert|Copy|Create|Declare|Decode|Define|Delete|Derive|Disable|Do|Drop|Enable|Encode|Encrypt|End|Escape|Fetch|Fill|Filter|Follow|For|Free|Generate|Give|Grant|Hand|Hold|Initiali[sz]e|Install|Keep|Leave|Let|Limit|List|Load|Lock|Look|Make|Map|Mark|Measure|Move|Name|Never|Normali[sz]e|Open|Parse|Pass|Pin|Point|Prefer|Put|Quote|Read|Refuse|Reject|Release|Remove|Render|Replace|Require|Reserve|Resolve|Restrict|Return|Run|Say|Send|Serve|Set|Show|Sign|Start|Stop|Store|Switch|Take|Tell|Test|Treat|Turn|Use|Validate|Verify|Wait|Write)\b/;
const maxAdvice = 150;

/** What a rule says to do instead, in a sentence of its help; else the title of its fix; '' where it says neither. */
export function adviceOf({ help, fix }: Pick<Rule, 'help' | 'fix'>): string {
  const sentences = help.replaceAll(/\s+/g, ' ').trim().split(sentenceEnd);
  const said = sentences.find((sentence) => imperative.test(sentence) && sentence.length <= maxAdvice);
  return (said ?? fix?.title ?? '').replace(/\.$/, '');
}
