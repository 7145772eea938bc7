// A loader for the build: React Aria's table tells check boxes and buttons in its rows what they are, and can take what
// is dropped on it. The grid holds none of React Aria's own controls and nothing is dropped, so it comes without them.
const UNUSED =
  /^import \{(.+)\} from "(?:\.\/(?:Button|Checkbox|TreeDropTargetDelegate)\.mjs|react-aria\/ListKeyboardDelegate)";$/gm;

const STAND_IN = {
  ButtonContext: "createContextNobodyReads(null)",
  CheckboxContext: "createContextNobodyReads(null)",
  CheckboxFieldContext: "createContextNobodyReads(null)",
  // Made with every table, asked only when something is dropped.
  TreeDropTargetDelegate: "class {}",
  ListKeyboardDelegate: `class { constructor() { throw new Error("Left out by scripts/loaders/table-alone.cjs"); } }`,
};

module.exports = (source) => {
  const standIn = (entry) => {
    const [, name, local] = /^(\w+) as (\S+)$/.exec(entry) ?? [];
    if (!(name in STAND_IN)) throw new Error(`React Aria's table now uses ${entry}: does the grid, too?`);
    return `const ${local} = ${STAND_IN[name]};`;
  };
  const body = source.replace(UNUSED, (_, entries) => entries.split(", ").map(standIn).join(" "));
  return `import { createContext as createContextNobodyReads } from "react";\n${body}`;
};
