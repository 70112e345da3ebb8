// A request as code: one language at a time, with the sandbox's own key or with a variable in its place.
import { element, remember, remembered } from './page.js';

const LANGUAGE = 'trackside-language';
const KEY = 'trackside-key-filled-in';

/** The samples as elements, as the page has them. */
export function samples(list) {
  return element('div', { 'data-samples': '', 'data-testid': 'exchange-samples' }, ...list.map(({ language, title, text }) => (
    element('section', { 'data-language': language },
      element('h3', {}, title),
      element('div', { class: 'code' },
        element('pre', { id: `exchange-${language}`, 'data-testid': `exchange-${language}`, tabindex: 0 }, text),
        element('button', { type: 'button', 'data-copy': `#exchange-${language}` }, 'Copy'))))));
}

/** Shows one language at a time. */
export function chooseLanguage(container) {
  const sections = [...container.querySelectorAll('[data-language]')];
  const wanted = remembered(LANGUAGE);
  const first = sections.find(({ dataset }) => dataset.language === wanted) ?? sections[0];
  const tabs = element('fieldset', { class: 'tabs' }, element('legend', {}, 'Language'));
  const choose = (chosen) => { for (const section of sections) section.hidden = section !== chosen; };
  for (const section of sections) {
    const title = section.querySelector('h3');
    const radio = element('input', { type: 'radio', name: 'exchange-language' });
    radio.checked = section === first;
    radio.addEventListener('change', () => { choose(section); remember(LANGUAGE, section.dataset.language); });
    tabs.append(element('label', {}, radio, title.textContent));
    title.classList.add('away');
  }
  container.prepend(tabs);
  choose(first);
}

/** Offers to fill in the sandbox's own key, if the request had one. */
export function offerKey(container, list) {
  if (list.every(({ with_key: filled }) => filled === null)) return;
  const box = element('input', { type: 'checkbox', 'data-testid': 'exchange-key' });
  box.checked = remembered(KEY) === 'yes';
  const fill = () => {
    for (const { language, text, with_key: filled } of list) {
      container.querySelector(`#exchange-${language}`).textContent = (box.checked && filled) || text;
    }
  };
  box.addEventListener('change', () => { fill(); remember(KEY, box.checked ? 'yes' : 'no'); });
  container.append(element('p', {}, element('label', {}, box, 'Fill in the sandbox’s own key')));
  fill();
}
