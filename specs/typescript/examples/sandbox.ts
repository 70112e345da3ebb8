import { createControl, createPartnero, sandbox, unwrap } from "@trackside/contracts";

const control = createControl();
const partnero = createPartnero({ baseUrl: sandbox().partnero, apiKey: "pk-95u4ubu1" });

// One answer as its document shows it, for this call alone.
const missing = await partnero.getProgram({ headers: { prefer: "code=404" } });
console.log(missing.status);

// Every call to the provider is over the rate limit, until told otherwise.
unwrap(await control.setFaults({ body: { faults: [{ provider: "partnero", rate_limited: true }] } }));
console.log((await partnero.getProgram()).status);

// Three days pass; then everything is as at the start.
const clock = unwrap(await control.setClock({ body: { advance: "3d" } }));
unwrap(await control.reset({ body: {} }));
console.log(clock.now, (await partnero.getProgram()).status);
