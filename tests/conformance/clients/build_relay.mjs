// Does what a bundler does: graphql`...` becomes the compiled artifact, JSX plain JavaScript.
import { transformAsync } from "@babel/core";
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

const relay = {
  name: "relay",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[/\\]src[/\\][^/\\]+\.jsx?$/ }, async ({ path: filename }) => {
      const { code } = await transformAsync(await readFile(filename, "utf8"), {
        filename,
        parserOpts: { plugins: ["jsx"] },
        plugins: [["relay", { eagerEsModules: true, artifactDirectory: "src/__generated__" }]],
      });
      return { contents: code, loader: extname(filename).slice(1) };
    }),
};

execFileSync("node_modules/.bin/relay-compiler", { stdio: ["ignore", "ignore", "inherit"] });
await build({
  entryPoints: ["src/app.js"],
  outfile: "built/app.mjs",
  bundle: true,
  format: "esm",
  jsx: "automatic",
  packages: "external",
  plugins: [relay],
  logLevel: "error",
});
