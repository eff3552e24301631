// Builds the explorer into static/explorer/, and writes what it is made of beside it.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { licenses } from "../../licenses.mjs";

const OUT = "static/explorer";

const SHARED = {
  bundle: true,
  minify: true,
  outdir: OUT,
  metafile: true,
  write: false,
  target: "es2022",
  charset: "utf8",
  legalComments: "external", // gathered into LICENSES.txt
  // The second is what the graphql package asks before it believes the first.
  define: { "process.env.NODE_ENV": '"production"', "globalThis.process": "true" },
};

// Each is a script of its own on the same origin: a blob: worker would need a hole in the policy.
const WORKERS = {
  EDITOR_WORKER: "node_modules/monaco-editor/esm/vs/editor/editor.worker.js",
  JSON_WORKER: "node_modules/monaco-editor/esm/vs/language/json/json.worker.js",
  GRAPHQL_WORKER: "node_modules/monaco-graphql/esm/graphql.worker.js",
};

// GraphiQL asks for the prettifier's parsers under old names, whose files keep them out of its reach.
const PARSERS = {
  "prettier/parser-babel": "prettier/plugins/babel",
  "prettier/parser-graphql": "prettier/plugins/graphql",
};

async function buildWorkers() {
  return build({
    ...SHARED,
    entryPoints: Object.values(WORKERS).map((path) => ({ in: path, out: basename(path, ".js") })),
    entryNames: "[name]-[hash]",
    format: "iife",
  });
}

// The page script knows the workers by the names that carry their hashes.
function namesOf(workers) {
  const outputs = Object.entries(workers.metafile.outputs);
  const named = Object.entries(WORKERS).map(([constant, source]) => {
    const [path] = outputs.find(([, output]) => output.entryPoint === source);
    return [constant, JSON.stringify(basename(path))];
  });
  return Object.fromEntries(named);
}

async function buildPage(names) {
  return build({
    ...SHARED,
    entryPoints: ["src/explorer.js"],
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    format: "esm",
    splitting: true, // the prettifier is fetched when it is first asked for
    alias: PARSERS,
    loader: { ".ttf": "file", ".woff2": "file" },
    define: { ...SHARED.define, ...names },
  });
}

// Lazy parts bring copies of styles that explorer.css has already and that nothing ever loads.
function isServed({ path }) {
  return !isNotice({ path }) && (!path.endsWith(".css") || basename(path) === "explorer.css");
}

function isNotice({ path }) {
  return path.endsWith(".LEGAL.txt");
}

function store(files) {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  files.forEach(({ path, contents }) => writeFileSync(path, contents));
}

function checksums() {
  const digest = (name) => createHash("sha256").update(readFileSync(join(OUT, name))).digest("hex");
  const lines = readdirSync(OUT).sort().map((name) => `${digest(name)}  ${OUT}/${name}\n`);
  return lines.join("");
}

const workers = await buildWorkers();
const page = await buildPage(namesOf(workers));
const files = [workers, page].flatMap((result) => result.outputFiles);
const inputs = [workers, page].flatMap((result) => Object.keys(result.metafile.inputs));
store(files.filter(isServed));
writeFileSync("LICENSES.txt", licenses(inputs, files.filter(isNotice).map(({ text }) => text), OUT));
writeFileSync("SHA256SUMS", checksums());
