// Builds the board into static/board/, and writes what it is made of beside it.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { licenses } from "../licenses.mjs";

const OUT = "static/board";

const page = await build({
  entryPoints: ["src/main.tsx", "src/board.css"],
  entryNames: "[name]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true, // charts are fetched with the views that draw them
  outdir: OUT,
  metafile: true,
  write: false,
  target: "es2022",
  charset: "utf8",
  preserveSymlinks: true, // the same bytes wherever the packages lie
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "external", // gathered into LICENSES.txt
  define: { "process.env.NODE_ENV": '"production"' },
});

function isNotice({ path }) {
  return path.endsWith(".LEGAL.txt");
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const served = page.outputFiles.filter((file) => !isNotice(file));
served.forEach(({ path, contents }) => writeFileSync(path, contents));
const notices = page.outputFiles.filter(isNotice).map(({ text }) => text);
writeFileSync("LICENSES.txt", licenses(Object.keys(page.metafile.inputs), notices, OUT));
const digest = (name) => createHash("sha256").update(readFileSync(join(OUT, name))).digest("hex");
const sums = readdirSync(OUT).sort().map((name) => `${digest(name)}  ${OUT}/${name}\n`);
writeFileSync("SHA256SUMS", sums.join(""));
