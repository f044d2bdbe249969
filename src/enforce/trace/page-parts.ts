/** Style and script of the page of a trace. The page allows these very texts by their hashes, and nothing else. */

export const STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --dim: #59636e; --gap: #b42318; --id: #0a58ca; --bar: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --dim: #9198a1; --gap: #ff7b72; --id: #79c0ff; --bar: #151b23; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.dim { color: var(--dim); }
.gap { color: var(--gap); font-weight: 600; }
.id { color: var(--id); }
.counts { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }
.counts li { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; min-width: 6rem; }
.counts b { display: block; font-size: 1.4rem; }
.bar { background: var(--bar); border: 1px solid var(--line); border-radius: .5rem; display: flex; flex-wrap: wrap; gap: 1rem; padding: .75rem; position: sticky; top: 0; }
input[type=search] { flex: 1; font: inherit; min-width: 12rem; padding: .25rem .5rem; }
table { border-collapse: collapse; margin-top: .5rem; width: 100%; }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; padding: .35rem .5rem; text-align: left; vertical-align: top; }
th { color: var(--dim); font-weight: 600; }
#commits td:nth-child(-n+3) { white-space: nowrap; }
code { font: .9em ui-monospace, monospace; }
[hidden] { display: none; }
`;

/** The filter. What stands behind # in the address is the filter at the beginning, so that a view can be linked to. */
export const SCRIPT = `
'use strict';
const words = document.getElementById('words');
const gaps = document.getElementById('gaps');
const shown = document.getElementById('shown');
const rows = [...document.querySelectorAll('#commits tbody tr')];
const texts = rows.map((row) => row.textContent.toLowerCase());
function filter() {
  const wanted = words.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
  let count = 0;
  rows.forEach((row, index) => {
    const fits = (!gaps.checked || 'gap' in row.dataset) && wanted.every((word) => texts[index].includes(word));
    row.hidden = !fits;
    if (fits) count++;
  });
  shown.textContent = count + ' of ' + rows.length;
}
try { words.value = decodeURIComponent(location.hash.slice(1)); } catch { words.value = ''; }
words.addEventListener('input', filter);
gaps.addEventListener('change', filter);
document.getElementById('bar').hidden = false;
filter();
`;
