// Remembers in which language calls are shown, as the journal does.
import { remember, remembered } from './page.js';

const KEY = 'trackside-language';
const choices = [...document.querySelectorAll('.tabs [name=language]')];
const languageOf = ({ id }) => id.replace('as-', '');

const kept = choices.find((choice) => languageOf(choice) === remembered(KEY));
if (kept) kept.checked = true;
for (const choice of choices) choice.addEventListener('change', () => remember(KEY, languageOf(choice)));
