import {
  createAffitor,
  createAgentRef,
  createControl,
  createFullwhere,
  createPartnero,
  createWecantrack,
  sandbox,
  unwrap,
} from "@trackside/contracts";

const at = sandbox();
const agentref = createAgentRef({ baseUrl: at.agentref, apiKey: "ak_live_sandbox" });
const affitor = createAffitor({ baseUrl: at.affitor, session: "session-member" });
const partnero = createPartnero({ baseUrl: at.partnero, apiKey: "pk-95u4ubu1" });
const fullwhere = createFullwhere({ baseUrl: at.fullwhere, apiKey: "fw-key-sandbox", apiSecret: "fw-secret-sandbox" });
const wecantrack = createWecantrack({ baseUrl: at.wecantrack, apiKey: "wct-sandbox" });
const control = createControl({ baseUrl: at.control });

// `unwrap` gives the body of a success and throws a ResponseError otherwise.
const { data: program } = unwrap(await partnero.getProgram());
const surveys = unwrap(await fullwhere.listSurveyTrackers({ body: { purchases: ["a3c75c29-b3bd-425f-af80-85f9d851bb54"] } }));
const page = unwrap(
  await wecantrack.listTransactions({
    query: { date_type: "order_date", start_date: "2026-06-01T00:00:00", end_date: "2026-06-08T00:00:00", limit: 10 },
  }),
);
// A newsletter program has no `program`; the types know.
console.log("program" in program ? program.program.name : program.name, surveys.total, page.data.length);

// The catalogue says which programs there are, and their ids at each provider.
const catalogue = unwrap(await control.getWorld());
const ids = catalogue.programs[0]?.at;
console.log((await agentref.getTrackingStatus({ path: { id: ids?.["agentref"]?.id ?? "" } })).status);
console.log((await affitor.getTrackingStatus({ path: { programId: Number(ids?.["affitor"]?.id) } })).status);
