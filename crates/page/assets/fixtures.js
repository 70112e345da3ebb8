// Saves exchanges as fixture files: JSON with the request and the response, for mocks in tests.
import { call, count } from './page.js';
import { zip } from './zip.js';

/** The number of exchanges that are read at a time. */
const AT_A_TIME = 4;

const headersOf = ({ headers }) => Object.fromEntries(headers.map(({ name, value }) => [name, value]));

function bodyOf({ body }) {
  if (body === null) return null;
  try { return JSON.parse(body); } catch { return body; }
}

/** The name and the text of the fixture of an exchange. */
async function fixture(id) {
  const { entry, request, response } = await call(`/_mock/journal/${id}`);
  const part = (message) => ({ headers: headersOf(message), body: bodyOf(message), truncated: message.truncated });
  const made = {
    name: `${entry.provider ?? 'unknown'}-${entry.operation ?? entry.method}-${entry.status}-${entry.id}`,
    provider: entry.provider,
    operation: entry.operation,
    sandbox_time: entry.now,
    request: { method: entry.method, target: entry.target, ...part(request) },
    response: { status: entry.status, ...part(response) },
  };
  return { name: `${made.name.replace(/[^\w.-]/g, '_')}.json`, text: `${JSON.stringify(made, null, 2)}\n` };
}

function save(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Saves one exchange. */
export async function saveOne(id) {
  const { name, text } = await fixture(id);
  save(name, text, 'application/json');
}

/** Saves exchanges as one archive with a file for each, and gives a sentence for the reader. */
export async function saveAll(ids, tell) {
  const files = [];
  let gone = 0;
  for (let start = 0; start < ids.length; start += AT_A_TIME) {
    // An exchange may have left the journal since it was listed.
    const read = await Promise.allSettled(ids.slice(start, start + AT_A_TIME).map(fixture));
    files.push(...read.filter(({ status }) => status === 'fulfilled').map(({ value }) => value));
    gone += read.filter(({ status }) => status === 'rejected').length;
    tell(`${count(files.length)} of ${count(ids.length)} fixtures…`);
  }
  if (files.length) save('trackside-fixtures.zip', zip(files), 'application/zip');
  const lost = gone ? ` ${count(gone)} could not be read any more.` : '';
  return `${count(files.length)} fixtures saved.${lost}`;
}
