import { createWecantrack, sandbox, TransactionsError, type TransactionFilter } from "@trackside/contracts";

const wecantrack = createWecantrack({ baseUrl: sandbox().wecantrack, apiKey: "wct-sandbox" });
const june: TransactionFilter = {
  date_type: "order_date",
  start_date: "2026-06-01T00:00:00",
  end_date: "2026-06-30T23:59:59",
  status: ["approved", "pending"],
  limit: 50,
};

const giveUp = AbortSignal.timeout(10_000);
try {
  let count = 0;
  for await (const transaction of wecantrack.transactions(june, { signal: giveUp })) {
    count += transaction.status === "declined" ? 0 : 1;
  }
  for await (const page of wecantrack.pages(june)) {
    console.log(`page ${page.current_page} of ${page.last_page}`);
  }
  console.log(`${count} transactions`);
} catch (error) {
  if (error instanceof TransactionsError && error.failure.status === 422) {
    console.log(error.failure.error.errors);
  } else {
    throw error;
  }
}
