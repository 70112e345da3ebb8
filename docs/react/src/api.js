import { useEffect, useState } from "react";

const api = import.meta.env.VITE_API ?? "http://localhost:4010/agentref";
const key = import.meta.env.VITE_KEY ?? "ak_live_sandbox";

async function get(path, signal) {
  const response = await fetch(api + path, { headers: { Authorization: `Bearer ${key}` }, signal });
  if (response.ok) return response.json();
  const error = new Error(`The API responded with status ${response.status}.`);
  error.retryAfter = response.headers.get("retry-after");
  // Only the sandbox says this. It is for you, not for your users.
  error.reason = response.headers.get("x-mock-reason");
  throw error;
}

/** The rows at a path, or an error, and how to ask again. Asks by itself when the path or the event changes. */
export function useRows(path, event) {
  const [attempt, setAttempt] = useState(0);
  const [result, setResult] = useState({ rows: [] });
  const [loading, setLoading] = useState(true);
  useEffect(() => {
    const controller = new AbortController();
    setLoading(true);
    get(path, controller.signal)
      .then(
        ({ data, meta }) => ({ rows: data, total: meta.total }),
        (error) => ({ rows: [], error }),
      )
      .then((next) => {
        // This response is for an earlier path.
        if (controller.signal.aborted) return;
        setResult(next);
        setLoading(false);
      });
    return () => controller.abort();
  }, [path, event, attempt]);
  return { ...result, loading, again: () => setAttempt((count) => count + 1) };
}
