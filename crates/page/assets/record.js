// Makes events happen, and takes them back.
import { by, call, element } from './page.js';
import { refresh } from './live.js';

const announce = by('announce');

function say(text, ...more) {
  announce.className = 'announce';
  announce.replaceChildren(text, ...more);
}

async function act(button, does) {
  button.disabled = true;
  try {
    await does();
    await refresh();
  } catch (error) {
    announce.className = 'announce refused';
    announce.textContent = error.message;
  }
  button.disabled = false;
}

async function undo(ids) {
  const { events } = await call('/_mock/events/undo', 'POST', { ids });
  say(`Undone: ${events.map(({ event, id }) => `${event} (event ${id})`).join(', ')}.`);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button?.dataset.event) {
    act(button, async () => {
      const { events } = await call('/_mock/events', 'POST', JSON.parse(button.dataset.event));
      const ids = events.map(({ id }) => id);
      const took = element('button', { type: 'button', 'data-undo': ids.join(' '), 'data-testid': 'undo' }, 'Undo');
      say(`Done: ${events.map(({ event: what, id }) => `${what} (event ${id})`).join(', ')}. `, took);
    });
  } else if (button?.dataset.undo) {
    act(button, () => undo(button.dataset.undo.split(' ').map(Number)));
  }
});
