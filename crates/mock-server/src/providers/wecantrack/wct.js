// A stand-in for wecantrack's script wct.js. The loader of a website pulls it in, from the sandbox. It registers each click
// on a link to another host as a public clickout, and follows the link of the response.
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/wct.js"]');
  const clickouts = new URL('api/public/v1/clickout', script.src);
  const options = window._wct ?? {};

  /** How long a visitor waits for the response, in milliseconds. Then they follow the link as it is. */
  const PATIENCE = 3000;

  /** The cookie of the provider's script, and for how many days it is kept. */
  const COOKIE = '_wctrck';
  const DAYS = 365;

  const cookie = (name) => {
    const pair = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
    return pair === undefined ? null : decodeURIComponent(pair.slice(name.length + 1));
  };

  const visitor = () => {
    let id = cookie(COOKIE);
    if (id === null) {
      id = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10).padEnd(8, '0')).join('');
      document.cookie = `${COOKIE}=${id}; path=/; max-age=${DAYS * 86400}; samesite=lax`;
    }
    return id;
  };

  /** The link with the reference of the click; the same link if it cannot be tracked. */
  const tracked = async (link) => {
    try {
      const response = await fetch(clickouts, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          uid: options.uid,
          affiliate_url: encodeURIComponent(link),
          clickout_url: encodeURIComponent(location.href),
          _wctrck: visitor(),
          _ga: cookie('_ga'),
          metadata: { title: document.title },
        }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const answer = await response.json();
      return response.status === 200 ? decodeURIComponent(answer.affiliate_url) : link;
    } catch {
      return link;
    }
  };

  const outgoing = (target) => {
    const anchor = target instanceof Element ? target.closest('a[href], area[href]') : null;
    const isPage = anchor !== null && /^https?:$/.test(new URL(anchor.href, location.href).protocol);
    return isPage && new URL(anchor.href, location.href).host !== location.host ? anchor : null;
  };

  const follow = async (event) => {
    const anchor = outgoing(event.target);
    if (anchor === null || event.defaultPrevented || event.button > 1) return;
    event.preventDefault();
    const isElsewhere = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey || anchor.target === '_blank';
    // Opened before the response, because browsers block windows that open later.
    const other = isElsewhere ? window.open('about:blank', '_blank') : null;
    const link = await tracked(anchor.href);
    (other ?? window).location.assign(link);
  };

  visitor();
  if (options.do_not_modify_links !== true) {
    document.addEventListener('click', follow);
    document.addEventListener('auxclick', follow);
  }
})();
