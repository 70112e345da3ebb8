// Triggers webhook events and sends deliveries again.
import { by, call, element } from './page.js';
import { refresh } from './live.js';
import './table.js';

const announce = by('announce');
const form = document.querySelector('[data-trigger]');
const link = (number) => element('a', { href: `/webhooks/${number}` }, `delivery ${number}`);

async function act(does) {
  try {
    announce.className = 'announce';
    announce.replaceChildren(...await does());
    await refresh();
  } catch (error) {
    announce.className = 'announce refused';
    announce.textContent = error.message;
  }
}

document.addEventListener('click', (event) => {
  const { resend } = event.target.closest('button')?.dataset ?? {};
  if (!resend) return;
  act(async () => {
    const { number } = await call(`/_mock/webhooks/deliveries/${resend}/resend`, 'POST');
    return ['Sent again: ', link(number), '.'];
  });
});

form?.addEventListener('submit', (event) => {
  event.preventDefault();
  const [provider, name] = form.elements.event.value.split(' ');
  act(async () => {
    const done = await call('/_mock/webhooks/trigger', 'POST', { provider, event: name, test: form.elements.test.checked });
    const caused = done.entries.map((entry, index) => [element('a', { href: `/webhooks?entry=${entry}` }, `${done.caused[index]} (event ${entry})`), ' ']);
    if (caused.length) return ['Happened: ', ...caused.flat()];
    return ['Sent: ', ...done.deliveries.flatMap((number) => [link(number), ' '])];
  });
});
