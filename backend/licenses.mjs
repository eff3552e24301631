// Gathers the licence of every package that ends up in the built files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const introduce = (out) => `The files in ${out}/ are built from the packages below. Each is followed by its licence;
the notices that stand in the sources themselves come last.`;
const RULE = "=".repeat(78);
const LICENSE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices)/i;

// These come without a text of their own; the package named has the same authors and licence.
const TEXT_OF = {
  "@graphiql/plugin-doc-explorer": "@graphiql/react",
  "@graphiql/plugin-history": "@graphiql/react",
  "react-compiler-runtime": "react",
  "react-remove-scroll-bar": "react-remove-scroll",
};

// node_modules/a/node_modules/@b/c/dist/d.js belongs to node_modules/a/node_modules/@b/c.
function folderOf(input) {
  const match = input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/);
  return match ? match[0] : null;
}

function textsIn(folder) {
  // Some keep those of what they have taken in beside their own, in a folder.
  const found = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => LICENSE_FILE.test(name));
  const files = found.flatMap((entry) =>
    entry.isDirectory() ? readdirSync(join(folder, entry.name)).map((name) => join(entry.name, name)) : [entry.name],
  );
  return files.sort().map((name) => readFileSync(join(folder, name), "utf8").replace(/\r\n/g, "\n").trim());
}

function titled(title, texts) {
  return [RULE, title, RULE, ...texts].join("\n\n");
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = textsIn(TEXT_OF[name] ? join("node_modules", TEXT_OF[name]) : folder);
  if (texts.length === 0) throw new Error(`${name} comes without the text of its licence`);
  return titled(`${name} ${version}: ${license}`, texts);
}

// A file of notices holds comments and headings that name the file which each group is from.
function comments(notices) {
  const found = notices.flatMap((text) => text.match(/\/\*[^]*?\*\//g) ?? []);
  return [...new Set(found)].sort();
}

// Gives the licences of what INPUTS are from and the NOTICES in them, for the files in the folder OUT.
export function licenses(inputs, notices, out) {
  const folders = new Set(inputs.map(folderOf).filter((folder) => folder && existsSync(folder)));
  const packages = new Set([...folders].map(describe).sort());
  const inSources = titled("Notices in the sources", comments(notices));
  return [introduce(out), ...packages, inSources].join("\n\n") + "\n";
}
