// A stand-in for Affitor's tracker script. The sandbox serves it where Affitor serves its own, and it offers the page the
// same object: `window.affitor`, as the types of @affitor/tracker describe it. It calls the sandbox that it came from.
(() => {
  const script = document.currentScript ?? document.querySelector('script[data-affitor-program-id]');
  const api = new URL('../api/v1/track/', script.src);
  const page = new URL(location.href);

  // Affitor does not publish the names of its cookies. These are the sandbox's.
  const CLICK_ID = 'affitor_click_id';
  const AFFILIATE_URL = 'affitor_affiliate_url';
  const SESSION_ID = 'affitor_session_id';
  const FOLLOWED = 'affitor_followed';

  /** How long a click counts at Affitor unless a program says otherwise, in days. */
  const USUAL_DAYS = 60;

  const cookie = (name) => {
    const pair = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
    return pair === undefined ? null : decodeURIComponent(pair.slice(name.length + 1));
  };
  const remember = (name, value, days) => {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${days * 86400}; samesite=lax`;
  };

  const session = () => {
    let id = sessionStorage.getItem(SESSION_ID);
    if (id === null) {
      id = `sess_${Math.random().toString(16).slice(2, 18).padEnd(16, '0')}`;
      sessionStorage.setItem(SESSION_ID, id);
    }
    return id;
  };

  const send = async (event, body) => {
    const response = await fetch(new URL(event, api), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, session_id: session(), page_url: location.href }),
      keepalive: true,
    });
    const answer = await response.json();
    if (affitor.debugMode || !response.ok) {
      console[response.ok ? 'debug' : 'error'](`[affitor] ${event}`, response.status, answer);
    }
    return response.ok ? answer : null;
  };

  /** Reports the click that led here, unless a link of the sandbox has recorded it, or this tab has reported it. */
  const arrive = async () => {
    const code = page.searchParams.get('aff');
    const recorded = page.searchParams.get(CLICK_ID);
    if (recorded !== null) {
      // On the sandbox's own host name the link has set the cookie, for as long as the program says.
      if (cookie(CLICK_ID) !== recorded) remember(CLICK_ID, recorded, USUAL_DAYS);
      remember(AFFILIATE_URL, location.href, USUAL_DAYS);
    } else if (code && sessionStorage.getItem(FOLLOWED) !== code) {
      sessionStorage.setItem(FOLLOWED, code);
      const click = await send('click', {
        affiliate_url: location.href,
        page_title: document.title,
        referrer_url: document.referrer || undefined,
        existing_click_id: cookie(CLICK_ID) ?? undefined,
        screen_resolution: `${screen.width}x${screen.height}`,
        viewport_size: `${innerWidth}x${innerHeight}`,
        language: navigator.language,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      });
      if (click?.success) {
        remember(CLICK_ID, click.click_id, click.cookie_window_days);
        remember(AFFILIATE_URL, location.href, click.cookie_window_days);
      }
    }
  };

  let arrived = Promise.resolve();

  const affitor = {
    programId: Number(script.dataset.affitorProgramId ?? 0),
    debugMode: script.dataset.affitorDebug === 'true',
    loaded: true,
    get clickId() {
      return cookie(CLICK_ID);
    },
    get customerCode() {
      return cookie(CLICK_ID);
    },
    get affiliateUrl() {
      return cookie(AFFILIATE_URL);
    },
    get hasAffiliateAttribution() {
      return cookie(CLICK_ID) !== null;
    },
    init({ programId, debug } = {}) {
      if (programId !== undefined) affitor.programId = Number(programId);
      if (debug !== undefined) affitor.debugMode = debug;
    },
    getClickId: () => affitor.clickId,
    getData: () => ({
      clickId: affitor.clickId,
      programId: affitor.programId,
      hasAttribution: affitor.hasAffiliateAttribution,
      affiliateUrl: affitor.affiliateUrl,
    }),
    async signup(customerKey, email) {
      await arrived;
      await send('lead', { click_id: affitor.clickId, customer_key: customerKey, email, program_id: affitor.programId });
    },
    async trackLead({ email, user_id: user, customer_key: key = user, additional_data: data }) {
      await arrived;
      const body = { click_id: affitor.clickId, customer_key: key, email, program_id: affitor.programId };
      await send('lead', { ...body, additional_data: data });
    },
    trackTest({ step_id: step } = {}) {
      const data = { test_mode: true, program_id: affitor.programId, event_name: step };
      void send('click', { additional_data: data });
    },
  };

  const calls = Array.isArray(window.affitorQueue) ? window.affitorQueue : [];
  window.affitor = affitor;
  window.affitorQueue = { push: ([method, ...rest]) => affitor[method](...rest) };
  arrived = arrive();
  for (const [method, ...rest] of calls) affitor[method](...rest);
})();
