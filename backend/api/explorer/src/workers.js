// Tells the editor where its workers are: files beside this one, under names that the build fills in.
const FILES = { graphql: GRAPHQL_WORKER, json: JSON_WORKER };

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    return new Worker(new URL(FILES[label] ?? EDITOR_WORKER, import.meta.url), { name: label });
  },
};
