// Filters a table as soon as something is chosen or typed, and keeps the cursor in the field.
const form = document.querySelector('[data-filter]');
const search = form?.querySelector('[type=search]');
let typing;

function show() {
  const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim() !== ''));
  const query = wanted.toString();
  if (query === location.search.slice(1)) return;
  if (document.activeElement === search) sessionStorage.setItem('searching', search.selectionStart);
  location.assign(location.pathname + (query ? `?${query}` : ''));
}

form?.addEventListener('change', show);
form?.addEventListener('submit', (event) => { event.preventDefault(); show(); });
search?.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(show, 300);
});
const place = sessionStorage.getItem('searching');
sessionStorage.removeItem('searching');
if (search && place !== null) {
  search.focus();
  search.setSelectionRange(Number(place), Number(place));
}
