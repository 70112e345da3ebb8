import { createAgentRef, sandbox } from "@trackside/contracts";

// Without `baseUrl` this is AgentRef itself.
const agentref = createAgentRef({ baseUrl: sandbox().agentref, apiKey: "ak_live_sandbox" });

const result = await agentref.getTrackingStatus({ path: { id: "17ee437b-1ade-4184-a078-fed25077ce58" } });
if (result.ok) {
  const { summary, stats } = result.data.data;
  console.log(`${stats.clicksLast7Days.total} clicks in 7 days. ${summary}`);
}
