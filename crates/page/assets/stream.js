// The stream of the journal, one for all tabs: a browser opens six connections to a host, and a stream keeps one.
const NAME = 'trackside-journal';
const EVENTS = ['entries', 'counts', 'cleared', 'open', 'error'];

/** Calls `heard` with the name and the data of each event. */
export function follow(heard) {
  // Locks need HTTPS or localhost. Without them, each tab has a stream of its own.
  const others = navigator.locks ? new BroadcastChannel(NAME) : null;
  const open = () => {
    const stream = new EventSource('/_mock/journal/stream');
    for (const name of EVENTS) {
      stream.addEventListener(name, ({ data }) => {
        heard(name, data);
        others?.postMessage([name, data]);
      });
    }
  };
  if (!others) return open();
  others.addEventListener('message', ({ data: [name, data] }) => heard(name, data));
  // The lock is never given back: when this tab closes, the next one opens the stream.
  navigator.locks.request(NAME, () => {
    open();
    return new Promise(() => {});
  });
}
