import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { useRows } from "./api.js";
import { useEvents } from "./events.js";

const statuses = ["pending", "approved", "partially_refunded", "rejected", "refunded"];
const cents = (amount) => (amount / 100).toFixed(2);

function Failure({ error, again }) {
  return (
    <div role="alert">
      <p>
        {error.message} {error.retryAfter && `Wait ${error.retryAfter} seconds. `}
        <button onClick={again}>Try again</button>
      </p>
      {error.reason && <p>Sandbox: {error.reason}</p>}
    </div>
  );
}

function Programs() {
  const { rows, total, error, loading, again } = useRows("/programs?limit=5");
  return (
    <section aria-label="Programs" aria-busy={loading}>
      <h2>Programs</h2>
      {error && <Failure error={error} again={again} />}
      {total !== undefined && <p>{total} programs</p>}
      <ul>
        {rows.map(({ id, name, status, commissionPercent }) => (
          <li key={id}>
            {name}, {status}, {commissionPercent} %
          </li>
        ))}
      </ul>
    </section>
  );
}

function Conversions({ event }) {
  const [status, setStatus] = useState("");
  const { rows, total, error, loading, again } = useRows(`/conversions?limit=10${status && `&status=${status}`}`, event);
  return (
    <section aria-label="Conversions" aria-busy={loading}>
      <h2>Conversions</h2>
      <label>
        Status{" "}
        <select value={status} onChange={({ target }) => setStatus(target.value)}>
          <option value="">all</option>
          {statuses.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {error && <Failure error={error} again={again} />}
      {total !== undefined && <p>{total} conversions</p>}
      <table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Amount</th>
            <th>Commission</th>
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-id={row.id}>
              <td>{row.createdAt}</td>
              <td>{cents(row.amount)}</td>
              <td>{cents(row.commission)}</td>
              <td>{row.status}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Page() {
  const events = useEvents();
  return (
    <main>
      <h1>Partners</h1>
      <section aria-label="Live">
        <h2>Live</h2>
        {events.length === 0 && <p>No events yet.</p>}
        <ul>
          {events.map(({ id, type, data }) => (
            <li key={id} data-id={data.id}>
              {type} {"amount" in data && cents(data.amount)}
            </li>
          ))}
        </ul>
      </section>
      <Programs />
      <Conversions event={events[0]?.id} />
    </main>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
