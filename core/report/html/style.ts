/** The report's whole style sheet; its hash stands in the page's content security policy. */
export const style = `
:root { color-scheme: light dark; --ink: #1b2027; --soft: #5a6472; --page: #f6f7f9; --card: #fff; --line: #d9dee5; --accent: #1f5fbf;
  --critical: #a3122b; --high: #b5460f; --medium: #7a5b00; --low: #1f5fbf; --info: #5a6472; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa5b4; --page: #12151a; --card: #1b2027; --line: #323a45; --accent: #7fb0ff;
  --critical: #ff8094; --high: #ffa366; --medium: #e8c34a; --low: #7fb0ff; --info: #9aa5b4; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { margin: 0 0 4px; font-size: 26px; } h2 { margin: 40px 0 12px; font-size: 19px; } h3 { margin: 24px 0 8px; font-size: 15px; }
p { margin: 6px 0; } a { color: var(--accent); } .soft { color: var(--soft); }
code, .place { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 13px; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: 12px; margin: 24px 0 8px; padding: 0; border: 0; }
.counts label { flex: 1 1 130px; display: grid; grid-template-columns: auto 1fr; column-gap: 10px; align-items: center; padding: 12px 14px;
  background: var(--card); border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.counts b { grid-column: 2; font-size: 24px; line-height: 1.1; } .counts span { grid-column: 2; }
.counts input { grid-row: 1 / span 2; width: 16px; height: 16px; accent-color: var(--accent); }
.counts label:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; margin: 16px 0; } .facts dt { color: var(--soft); } .facts dd { margin: 0; }
.finding { margin: 10px 0; padding: 12px 16px; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--mark); border-radius: 8px; }
.finding p { max-width: 85ch; overflow-wrap: anywhere; } .finding ol { margin: 6px 0; padding-left: 22px; }
.title { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; } .title b { font-size: 15px; }
.severity { color: var(--mark); font-weight: 600; font-size: 13px; text-transform: uppercase; letter-spacing: .04em; }
.critical { --mark: var(--critical); } .high { --mark: var(--high); } .medium { --mark: var(--medium); } .low { --mark: var(--low); } .info { --mark: var(--info); }
.counts b, .counts span { color: var(--mark); }
ul.plain { margin: 0; padding: 0; list-style: none; } ul.plain li { padding: 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
details { margin: 8px 0; } summary { cursor: pointer; }
body:has(#show-critical:not(:checked)) .finding.critical, body:has(#show-high:not(:checked)) .finding.high,
body:has(#show-medium:not(:checked)) .finding.medium, body:has(#show-low:not(:checked)) .finding.low,
body:has(#show-info:not(:checked)) .finding.info { display: none; }
@media print { body { background: #fff; } .counts input { display: none; } .finding { break-inside: avoid; } }
`;
