// The dialog of the journal: an exchange, or the difference between two.
import { exchange } from './exchange.js';
import { enliven } from './exchange-actions.js';
import { call, element } from './page.js';

const dialog = document.querySelector('dialog');

/** Opens the exchange with this number, or what the function gives. */
export async function open(what) {
  const body = dialog.querySelector('[data-body]');
  try {
    body.replaceChildren(typeof what === 'function' ? await what() : await exchangeOf(what));
  } catch (error) {
    body.replaceChildren(element('p', { id: 'exchange-title' }, error.message));
  }
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

async function exchangeOf(id) {
  const [shown, details] = await Promise.all([call(`/_mock/journal/${id}`), call(`/journal/${id}/details`)]);
  const article = exchange(shown, details);
  enliven(article, id, details, open);
  return article;
}

dialog.addEventListener('click', (event) => {
  if (event.target === dialog || event.target.closest('[data-close]')) dialog.close();
});
