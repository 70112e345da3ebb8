// The sandbox as another client meets it: calls from node, without a browser.

/** The scheme, host and port of the sandbox. */
export const origin = process.env.TRACKSIDE_E2E_ORIGIN ?? 'http://localhost:4010';

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

/**
 * For each provider an operation, and a call to it that succeeds: the path below the provider's prefix and at its host name, what `fetch` needs, the
 * status of the answer, and the credentials, which may be shown nowhere.
 */
export async function calls() {
  const { programs } = await control('GET', '/world');
  const { at } = programs.find((program) => program.state === 'healthy');
  const purchases = JSON.stringify({ purchases: [at.fullwhere.id] });
  const span = 'date_type=order_date&start_date=2026-06-01T00:00:00&end_date=2026-06-08T00:00:00';
  return [
    {
      provider: 'agentref',
      operation: 'getTrackingStatus',
      path: `/programs/${at.agentref.id}/tracking/status`,
      hostPath: `/api/v1/programs/${at.agentref.id}/tracking/status`,
      request: { headers: { authorization: 'Bearer ak_live_sandbox' } },
      secrets: ['ak_live_sandbox'],
    },
    {
      provider: 'affitor',
      operation: 'getTrackingStatus',
      path: `/api/tracking/status/${at.affitor.id}`,
      request: { headers: { authorization: 'session-member' } },
      secrets: ['session-member'],
    },
    {
      provider: 'partnero',
      operation: 'getProgram',
      path: '/v1/program',
      request: { headers: { authorization: `Bearer pk-${at.partnero.id.toLowerCase()}` } },
      secrets: [`pk-${at.partnero.id.toLowerCase()}`],
    },
    {
      provider: 'fullwhere',
      operation: 'listSurveyTrackers',
      path: '/partners/survey-tracker/list',
      request: {
        method: 'POST',
        headers: {
          'x-api-key': 'fw-key-sandbox',
          'x-api-secret': 'fw-secret-sandbox',
          'content-type': 'application/json',
        },
        body: purchases,
      },
      secrets: ['fw-key-sandbox', 'fw-secret-sandbox'],
      status: 201,
    },
    {
      provider: 'wecantrack',
      operation: 'listTransactions',
      path: `/api/v3/transactions?${span}&limit=5`,
      request: { headers: { 'x-api-key': 'wct-sandbox' } },
      secrets: ['wct-sandbox'],
    },
  ].map((call) => ({ hostPath: call.path, status: 200, ...call, url: `${origin}/${call.provider}${call.path}` }));
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
