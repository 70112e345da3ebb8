// Search from every page: Ctrl+K, ⌘K or a slash opens it, arrows choose, Enter goes there. Without this script, the link in
// the header leads to the same search as a page.
const opener = document.querySelector('[data-testid=nav-search]');
let dialog;
let asked = 0;

function open() {
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.setAttribute('aria-label', 'Search');
    dialog.className = 'search';
    const input = document.createElement('input');
    input.type = 'search';
    input.setAttribute('aria-label', 'Search operations, fields, errors, programs, partners, customers and orders');
    input.setAttribute('data-testid', 'search-input');
    input.placeholder = 'Operation, field, error, program, order';
    input.addEventListener('input', find);
    dialog.append(input, document.createElement('div'));
    dialog.addEventListener('keydown', move);
    dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input').select();
}

async function find() {
  const number = ++asked;
  const text = dialog.querySelector('input').value;
  const response = await fetch(`/search?q=${encodeURIComponent(text)}`, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!response || number !== asked) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const shown = [...page.querySelectorAll('.hits, .none')].map((part) => document.importNode(part, true));
  // Whoever has gone on to a result stays at its place.
  const place = [...dialog.querySelectorAll('a')].indexOf(document.activeElement);
  dialog.lastElementChild.replaceChildren(...shown);
  if (place >= 0) dialog.querySelectorAll('a')[place]?.focus();
}

function move(event) {
  const places = [dialog.querySelector('input'), ...dialog.querySelectorAll('a')];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const place = places.indexOf(document.activeElement);
  if (step) {
    event.preventDefault();
    places[Math.min(Math.max(place + step, 0), places.length - 1)].focus();
  } else if (event.key === 'Enter' && place === 0 && places[1]) {
    event.preventDefault();
    places[1].click();
    dialog.close();
  }
}

document.addEventListener('keydown', (event) => {
  const writes = event.target.matches('input, textarea, select, [contenteditable]');
  const combination = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
  if (!combination && (event.key !== '/' || writes || event.ctrlKey || event.metaKey || event.altKey)) return;
  event.preventDefault();
  open();
});
opener.addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
