import { createWecantrack, sandbox } from "@trackside/contracts";

const wecantrack = createWecantrack({ baseUrl: sandbox().wecantrack, apiKey: "wct-sandbox" });

const result = await wecantrack.listTransactions({
  query: { date_type: "order_date", start_date: "2026-06-08T00:00:00", end_date: "2026-06-01T00:00:00" },
});
switch (result.status) {
  case 200:
    console.log(`${result.data.total} transactions`);
    break;
  case 401:
    console.log(`another key, please: ${result.error.error}`);
    break;
  case 422:
    console.log(Object.values(result.error.errors).flat().join(" "));
    break;
  case 429:
    console.log(`too many requests: ${result.error.message}; wait ${result.retryAfter ?? 60} s`);
    break;
  case "unexpected":
    console.log(`status ${result.response.status}: ${result.reason}`);
}
