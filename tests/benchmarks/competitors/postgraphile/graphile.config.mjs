import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset as amber } from "postgraphile/presets/amber";

export default {
  extends: [amber],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public"] })],
  grafserv: { port: Number(process.env.PORT), host: "127.0.0.1", graphiql: false, watch: false },
};
