// What can be done with an exchange, on its page and in the dialog: send it again, edit it, take it away.
import { call, element } from './page.js';
import { chooseLanguage, offerKey } from './samples.js';

/** How often, and how many milliseconds apart, the journal is asked for the entry of a request that was just sent. */
const LOOKS = 20;
const PAUSE = 100;

/** Adds the buttons to an exchange. `show` opens another one. */
export async function enliven(article, id, found, show) {
  const samples = article.querySelector('[data-samples]');
  chooseLanguage(samples);
  const details = await found;
  offerKey(samples, details.samples);
  article.querySelector('[data-actions]').prepend(...again(id, details, show));
  const fixture = element('button', { type: 'button', 'data-testid': 'exchange-fixture' }, 'Save as fixture');
  fixture.addEventListener('click', async () => (await import('./fixtures.js')).saveOne(id));
  article.querySelector('[data-actions]').append(fixture);
}

function again(id, { again: request, not_again: why, writes }, show) {
  const said = element('span', { role: 'status', 'data-testid': 'exchange-again-status' });
  if (!request) {
    said.textContent = `Cannot be sent again: ${why}.`;
    return [said];
  }
  const button = element('button', { type: 'button', class: 'main', 'data-testid': 'exchange-again' }, 'Send again');
  const yes = element('button', { type: 'button', class: 'main', 'data-testid': 'exchange-again-yes' }, 'Send it');
  const no = element('button', { type: 'button', 'data-testid': 'exchange-again-no' }, 'Cancel');
  const question = element('span', { class: 'buttons', role: 'group', 'aria-label': 'Send again?' }, 'This request may change the sandbox.', yes, no);
  const ask = (asks) => { question.hidden = !asks; button.hidden = asks; };
  ask(false);
  const go = async () => {
    ask(false);
    button.disabled = true;
    try {
      const entry = await send(id, request, said);
      if (entry) return show(entry);
    } catch (error) {
      said.textContent = `No response: ${error.message}`;
    }
    button.disabled = false;
  };
  button.addEventListener('click', () => {
    if (!writes) return go();
    ask(true);
    yes.focus();
  });
  yes.addEventListener('click', go);
  no.addEventListener('click', () => { ask(false); button.focus(); });
  return [button, question, said];
}

/** Sends the request, and gives the number of its entry. */
async function send(id, { method, target, headers, body }, said) {
  const credentials = target.startsWith('/_mock/') ? 'same-origin' : 'omit';
  const { entries: [newest] } = await call('/_mock/journal?limit=1');
  const response = await fetch(target, { method, headers, body: body ?? undefined, credentials, redirect: 'manual' });
  await response.arrayBuffer();
  said.textContent = `${response.status || 'Redirected'}. Looking for the new entry…`;
  const requestId = response.headers.get('x-request-id') ?? '';
  const last = newest?.id ?? id;
  for (let look = 0; look < LOOKS; look++) {
    // A redirect shows its id to nobody: then it is the next request with this method.
    const { entries } = await call(`/_mock/journal?limit=20&text=${encodeURIComponent(requestId)}`);
    const found = entries.findLast((entry) => entry.id > last && entry.method === method);
    if (found) return found.id;
    await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
  }
  said.textContent = `${response.status || 'Redirected'}. The journal did not record it.`;
  return null;
}
