// Runs the audits of graphql-http, which hold a server against the specification of GraphQL over HTTP.
import { serverAudits } from "graphql-http";

const { url } = JSON.parse(process.argv[2]);

const results = [];
for (const audit of serverAudits({ url })) {
  const { status, reason = "" } = await audit.fn();
  results.push({ name: `${audit.id} ${audit.name}`, status, reason });
}
const faults = results.filter(({ status }) => status !== "ok");
console.log(JSON.stringify({ audits: results.length, faults }));
