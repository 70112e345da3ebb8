import { useEffect, useState } from "react";

const stream = import.meta.env.VITE_EVENTS ?? "http://localhost:3000/events";

/** The last ten events that the receiver has passed on, the newest first. */
export function useEvents() {
  const [events, setEvents] = useState([]);
  useEffect(() => {
    const source = new EventSource(stream);
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      // An event may be sent twice, with the same id.
      setEvents((known) => (known.some(({ id }) => id === event.id) ? known : [event, ...known].slice(0, 10)));
    };
    return () => source.close();
  }, []);
  return events;
}
