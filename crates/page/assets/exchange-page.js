// The buttons on the page of an exchange.
import './copy.js';
import { enliven } from './exchange-actions.js';
import { by, call } from './page.js';

const article = by('exchange');
const { id } = article.dataset;
enliven(article, Number(id), call(`/journal/${id}/details`), (other) => location.assign(`/journal/${other}`));
