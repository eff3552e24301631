// The list of example operations beside the editor: a click opens one in a tab of its own.
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { createElement as h } from "react";

function Icon() {
  return h(
    "svg",
    { viewBox: "0 0 16 16", fill: "none", stroke: "currentColor", height: "1em" },
    h("path", { d: "M6 3.5h8M6 8h8M6 12.5h8M2 3.5h1M2 8h1M2 12.5h1", strokeWidth: 1.5 }),
  );
}

function Example({ example, open }) {
  return h(
    "li",
    null,
    h("button", { type: "button", className: "tutti-example", onClick: open }, example.name),
    h("div", { className: "tutti-about" }, example.about),
  );
}

// GraphiQL has no other way to bring up the editor of variables, which may be folded away.
function showVariables() {
  document.querySelector('.graphiql-editor-tools [data-name="variables"]')?.click();
}

function Examples({ themes }) {
  const { addTab } = useGraphiQLActions();
  const editor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const open = ({ query, variables }) => {
    addTab();
    editor.setValue(query);
    variableEditor.setValue(variables);
    if (variables) showVariables();
    editor.focus();
  };
  const show = (example) => h(Example, { key: example.name, example, open: () => open(example) });
  return h(
    "section",
    { className: "tutti-examples", "aria-label": "Examples" },
    h("div", { className: "tutti-title" }, "Examples"),
    themes.map(({ title, examples }) =>
      h("div", { key: title }, h("h3", null, title), h("ul", null, examples.map(show))),
    ),
  );
}

// GraphiQL draws a plugin's content as a component without properties.
export function examplesPlugin(themes) {
  return { title: "Examples", icon: Icon, content: () => h(Examples, { themes }) };
}
