// Runs the tests of what touches no page; in Node there is none.
import { build } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "tutti-board-"));
const outfile = join(folder, "pure.test.mjs");
const page = "globalThis.matchMedia ??= () => ({ matches: false, addEventListener() {} });";
await build({
  entryPoints: ["src/pure.test.ts"],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  banner: { js: page },
});
const tests = run({ files: [outfile], concurrency: false });
tests.on("test:fail", () => (process.exitCode = 1));
tests.compose(spec).pipe(process.stdout);
tests.on("end", () => rmSync(folder, { recursive: true, force: true }));
