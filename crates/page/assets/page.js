// Helpers for the scripts of several pages. Elements are built from text: request data is never parsed as HTML.
export const by = (name) => document.querySelector(`[data-testid="${name}"]`);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export async function call(path, method = 'GET', body) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const read = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(read.message ?? `${response.status} ${response.statusText}`);
  return read;
}

export const count = (number) => number.toLocaleString('en-US');

export function duration(micros) {
  if (micros < 1e3) return `${micros} µs`;
  if (micros < 1e5) return `${(micros / 1e3).toFixed(1)} ms`;
  return micros < 1e6 ? `${Math.floor(micros / 1e3)} ms` : `${(micros / 1e6).toFixed(1)} s`;
}

export function size(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// A browser may refuse storage. Then a choice lasts as long as the page.
export function remembered(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

export function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* Not remembered. */ }
}
