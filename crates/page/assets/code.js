// Colours code: JSON, and samples in every language. Nothing in the page changes, so that what is copied stays as it is.
// Browsers without the CSS Custom Highlight API show code in one colour.
const LONGEST = 50_000;
const words = 'await const let import from new true false null None True False print async function use';
const anyWord = new RegExp(`^(?:${words.split(' ').join('|')})$`);
const token = /(#[^\n]*$|\/\/[^\n]*$)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?=(\s*:)?)|(-?\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(\b[A-Za-z_]\w*\b)/gmi;
const kinds = globalThis.Highlight ? Object.fromEntries(['comment', 'name', 'text', 'number', 'word'].map((kind) => [kind, new Highlight()])) : {};
const ranges = new WeakMap();

for (const [kind, highlight] of Object.entries(kinds)) CSS.highlights.set(`code-${kind}`, highlight);

function kindOf([, comment, text, isName, number, word], language) {
  if (comment) return language === 'json' || language === 'curl' ? undefined : 'comment';
  if (text) return isName && language === 'json' ? 'name' : 'text';
  if (number) return 'number';
  return anyWord.test(word) ? 'word' : undefined;
}

function colour(code) {
  for (const [kind, range] of ranges.get(code) ?? []) kinds[kind].delete(range);
  const made = [];
  ranges.set(code, made);
  const node = code.firstChild;
  if (node?.nodeType !== Node.TEXT_NODE || code.childNodes.length > 1 || node.length > LONGEST) return;
  for (const found of node.data.matchAll(token)) {
    const kind = kindOf(found, code.dataset.code);
    if (!kind) continue;
    const range = new Range();
    range.setStart(node, found.index);
    range.setEnd(node, found.index + (found[1] ?? found[2] ?? found[0]).length);
    kinds[kind].add(range);
    made.push([kind, range]);
  }
}

// Code inside closed details is coloured when it is opened: most readers never open it.
function colourWithin(root) {
  for (const code of root.querySelectorAll('[data-code]')) {
    if (code.closest('details:not([open])')) continue;
    if (!ranges.has(code)) new MutationObserver(() => colour(code)).observe(code, { childList: true, characterData: true, subtree: true });
    if (!ranges.has(code)) colour(code);
  }
}

if (globalThis.Highlight) {
  document.addEventListener('toggle', ({ target }) => { if (target.open) colourWithin(target); }, true);
  colourWithin(document);
}
