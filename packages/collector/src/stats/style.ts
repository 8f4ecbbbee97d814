/** The page's only style, in a style element with a nonce. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#fff, #14171c); --card: light-dark(#f6f7f9, #1c2027); --line: light-dark(#d5dae1, #363e49);
  --edge: light-dark(#768292, #8693a3); --text: light-dark(#1b212a, #e6eaf0); --soft: light-dark(#546072, #a2adbb);
  --link: light-dark(#1f55c0, #8db4ff); --strong: light-dark(#a3260f, #ff9d8a); --mark: light-dark(#fffc, #14171ccc);
  --c0: light-dark(#2563c9, #6c9dfa); --c1: light-dark(#c96a00, #f0a54e); --c2: light-dark(#0c8465, #46c69f);
  --c3: light-dark(#b12d8c, #ec87ce); --c4: light-dark(#7d6500, #d8c04a); --c5: light-dark(#6547cf, #ae9aff);
  --c6: light-dark(#c2352a, #ff8b7f); --c7: light-dark(#56677a, #a6b4c4); --c8: light-dark(#8a94a1, #76828f);
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; accent-color: var(--link) }
main { max-width: 82rem; margin: 0 auto; padding: 1.25rem 1rem 3rem }
h1 { margin: 0 0 .75rem; font-size: 1.35rem } h2 { margin: 0; font-size: 1.2rem } h3 { margin: .75rem 0 .25rem; font-size: 1rem }
h1, h2, h3, tbody th, .name { overflow-wrap: anywhere }
p { margin: .25rem 0 .75rem; max-width: 48rem } a { color: var(--link) } code { font-size: .875em; font-weight: 400; color: var(--soft) }
small, figcaption, .sentence, .unit, caption { color: var(--soft); font-size: .875rem; font-weight: 400 }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.definitions { position: absolute; width: 0; height: 0 }
.apps { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: .5rem; margin: .75rem 0; padding: 0; list-style: none }
.apps a { display: block; padding: .5rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; overflow-wrap: anywhere }
.choose form + form { margin-top: .5rem }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
label { display: grid; flex: 1 1 8rem; max-width: 16rem; font-size: .875rem; color: var(--soft) }
select, button, input { min-height: 2.5rem; width: 100%; font: inherit; font-size: 1rem; color: var(--text); background: var(--page); border: 1px solid var(--edge); border-radius: .35rem; padding: .25rem .5rem }
button { width: auto; padding: .25rem 1.25rem; background: var(--link); border-color: var(--link); color: var(--page); cursor: pointer }
.period { margin: .75rem 0 1rem; font-weight: 600 }
.note { padding: .5rem .75rem; border-left: 4px solid var(--edge); background: var(--card) }
.wrong { padding: .5rem .75rem; border-left: 4px solid var(--strong); background: var(--card) }
.overview { width: 100%; max-width: 44rem } .overview td { white-space: nowrap } .overview td:nth-child(2) { font-weight: 600 } .overview tbody > tr > * { border-bottom: 1px solid var(--line) }
.overview td:last-child, .overview th:last-child { width: 22% } .spark { display: block; width: 100%; height: 1.6rem; fill: none; stroke: var(--c0); stroke-width: 1.5; stroke-linecap: round }
.choose { margin: .5rem 0 } .folded h2 { display: inline } .folded > details > summary { width: auto; color: var(--text) } .glance { color: var(--soft) }
@supports selector(::details-content) { @media (min-width: 48rem) { .choose::details-content { content-visibility: visible; block-size: auto } .choose > summary { display: none } } }
.first { margin-top: 0; padding-top: 0; border-top: 0 } .span { margin: 0 }
section:not(.first) { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line) } footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line) }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 0 2.5rem }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: .75rem 2rem; margin: .5rem 0 .75rem }
.sides > div, .figures > figure { min-width: 0 }
figure { margin: 0; max-width: 40rem } figcaption { margin-bottom: .6rem }
.chart { display: block; width: calc(100% - 3rem); height: 164px; margin-left: 3rem; overflow: visible; font-size: 12px; fill: none; font-variant-numeric: tabular-nums }
.chart text { fill: var(--soft) } .chart line { stroke: var(--line) } .chart path { shape-rendering: crispEdges } .chart line.noted { stroke: var(--strong); stroke-dasharray: 2 3 } .chart text.noted { fill: var(--strong) } .chart rect { fill: transparent } .chart rect:hover { fill: color-mix(in srgb, var(--text) 12%, transparent) }
.swatch { flex: none; width: 1rem; height: 1rem; margin-top: .25rem; border: 1px solid var(--edge) }
pattern path { stroke: var(--mark); stroke-width: 1.4; fill: none } pattern circle { fill: var(--mark) }
${Array.from({ length: 9 }, (_, n) => `.colour-${n} { fill: var(--c${n}) }`).join(' ')}
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th { font-weight: 400; text-align: left; vertical-align: top } td, thead th { text-align: right; vertical-align: top } thead th:first-child { text-align: left }
td, th { padding: .2rem 0 .2rem .9rem } tr > :first-child { padding-left: 0 }
thead th { color: var(--soft); font-size: .875rem; border-bottom: 1px solid var(--line); vertical-align: bottom } tfoot > tr > * { border-top: 1px solid var(--line) }
.sums { width: 100%; max-width: 44rem } .sums tbody th { display: flex; gap: .5rem; min-width: 0 } .sums td { white-space: nowrap }
.scroll { overflow: auto; max-height: 24rem; margin-bottom: .5rem } .scroll thead th { position: sticky; top: 0; background: var(--page) }
.comparison { width: 100% } section > .scroll:has(.comparison) { max-height: none }
.scroll td, .scroll th, .part { white-space: nowrap } .comparison th { white-space: normal } .comparison tbody th { min-width: 7rem } .comparison tbody tr:not(.whole) > th { padding-left: 1rem }
.comparison .whole > * { border-top: 1px solid var(--line) } .same { color: var(--soft) }
details { margin: .5rem 0 } summary { cursor: pointer; color: var(--link); width: fit-content }
.noted ul { margin: .25rem 0 0; padding-left: 1.2rem } th small.noted { display: block; max-width: 16rem; white-space: normal }
@media (max-width: 30rem) {
  td, th { padding-left: .5rem } dd { font-size: 1.25rem } .overview { font-size: .875rem } .overview small { font-size: .75rem; display: block } main { padding-top: .75rem } h1 { margin-bottom: .25rem } .period { margin: .25rem 0 } .sums tbody th small { display: block }
  .comparison, .comparison thead th { font-size: .75rem } .comparison small, .part { font-size: .6875rem }
  .comparison td, .comparison th { padding-left: .25rem } .comparison tr > :first-child { padding-left: 0 }
  .comparison td { white-space: normal } .comparison td small, .part { display: block; white-space: nowrap } .comparison td:last-child small { white-space: normal }
  .comparison tbody th, .comparison tbody tr:not(.whole) > th { min-width: 5rem; padding-left: 0 }
}
@media (forced-colors: active) {
  :root { --mark: Canvas; --line: CanvasText; --edge: CanvasText; --soft: CanvasText }
  ${Array.from({ length: 9 }, (_, n) => `.colour-${n}`).join(', ')} { fill: CanvasText }
  .colour-2, .colour-5, .colour-8 { fill: GrayText } .chart path { stroke-linecap: butt } .chart line { stroke: GrayText }
}
@media print {
  :root { color-scheme: light } .choose, details:not([open]):not(.folded > details), .definitions ~ * a[href^="?"] { display: none } section { break-inside: avoid }
  .scroll { max-height: none; overflow: visible } .folded > details::details-content { content-visibility: visible; block-size: auto }
}
`;
