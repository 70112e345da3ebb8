// The sandbox as another client meets it: calls from node, without a browser.

/** The sandboxes of the workers after the first one, which `sandboxes.js` has started. */
const further = process.env.TRACKSIDE_E2E_FURTHER_ORIGINS?.split(' ') ?? [];

/** The scheme, host and port of the sandbox, which belongs to this worker alone. */
export const origin = [process.env.TRACKSIDE_E2E_ORIGIN ?? 'http://localhost:4010', ...further][process.env.TEST_PARALLEL_INDEX ?? 0];

/** The instant at which its clock stands after a reset. */
export const start = '2026-06-08T12:00:00Z';

/** Calls the control surface, and gives the JSON of its answer. Fails when it is refused. */
export async function control(method, path, body) {
  const request = { method };
  if (method !== 'GET') {
    request.headers = { 'content-type': 'application/json' };
    request.body = JSON.stringify(body ?? {});
  }
  const answer = await fetch(`${origin}/_mock${path}`, request);
  if (!answer.ok) throw new Error(`${method} /_mock${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Brings it back to how it was started, with an empty journal. */
export async function reset() {
  await control('POST', '/reset');
  await control('POST', '/journal/clear');
}

/** The sandbox's time in milliseconds since 1970. */
export async function now() {
  return Date.parse((await control('GET', '/clock')).now);
}

/** The operations of the providers, each with a call that works now; of one provider if it is named. */
export async function operations(provider) {
  return (await control('GET', provider ? `/operations?provider=${provider}` : '/operations')).operations;
}

/**
 * For each provider an operation, and a call to it that succeeds: the path below the provider's prefix and at its host name, what `fetch` needs, the
 * status of the answer, the values in the path, and the credentials, which may be shown nowhere. It is the first operation that changes nothing; if
 * that has no value in its path, the first that takes a body or a limit, where there are such.
 */
export async function calls() {
  const [listed, { providers }] = await Promise.all([operations(), control('GET', '/world')]);
  return providers.map(({ name, host_url: host }) => {
    const reading = listed.filter((operation) => operation.provider === name && !operation.writes);
    const takesLimit = (operation) => operation.query.some((parameter) => parameter.name === 'limit');
    const showsOne = Object.keys(reading[0].path_parameters).length > 0;
    const operation = (!showsOne && reading.find((candidate) => candidate.body || takesLimit(candidate))) || reading[0];
    // A short page is enough.
    const url = operation.url.replace(/\blimit=\d+/, 'limit=5');
    const path = url.slice(`${origin}/${name}`.length);
    const headers = Object.entries(operation.headers).map(([header, value]) => [header.toLowerCase(), value]);
    return {
      provider: name,
      operation: operation.id,
      path,
      hostPath: new URL(host).pathname.replace(/\/$/, '') + path,
      request: {
        method: operation.method,
        headers: Object.fromEntries(headers),
        ...(operation.body && { body: JSON.stringify(operation.body) }),
      },
      values: operation.path_parameters,
      secrets: operation.credential,
      status: operation.success,
      url,
    };
  });
}

/** The call to one provider. */
export async function callTo(provider) {
  return (await calls()).find((call) => call.provider === provider);
}

/** A call that is refused: its limit is above what the contract allows, and it has a parameter of its own as well. */
export async function refusedCall(parameter = '') {
  const call = await callTo('wecantrack');
  return { ...call, url: call.url.replace('limit=5', `limit=2000${parameter}`), status: 422 };
}

/** Sends a call, which must be answered with its status, and gives the text of the answer. */
export async function send({ url, request = {}, status = 200 }) {
  const answer = await fetch(url, request);
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return text;
}
