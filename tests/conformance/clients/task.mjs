// What every client is told to do, and the form in which it says how it went.
export const task = JSON.parse(process.argv[2]);

// One field is refused, the other is answered all the same.
export const HALF = `query Half($key: String!) { product(key: $key) { id name } node(id: "nothing") { id } }`;

// Nothing of this is executed: there is no such field.
export const BROKEN = "query Broken { nothingOfTheKind }";

export const SHOWN = `
  query Shown($feature: ID!) { node(id: $feature) { id ... on Feature { alignment { id voices } } } }
`;

const keysOf = (rows) => rows.map(({ key }) => key);

const TELL = {
  forward: keysOf,
  backward: keysOf,
  stated: ({ outcome, preference, errors }) => ({ outcome, stance: preference.stance, errors }),
  refused: ({ outcome, errors }) => ({ outcome, errors: errors.map(({ code, path }) => [code, path]) }),
  half: ({ data, codes }) => ({ name: data.product.name, codes }),
  broken: ({ data, codes }) => ({ data, codes }),
};

// Runs each of STEPS in turn, and prints what came of them as the last line.
export async function report(steps) {
  const told = {};
  for (const [name, step] of Object.entries(steps)) {
    told[name] = (TELL[name] ?? ((what) => what))(await step());
  }
  console.log(JSON.stringify(told));
}
