// A loader for the build: React Aria's table tells check boxes and buttons in its rows what they are, and can take what
// is dropped on it. The grid holds none of React Aria's own controls and nothing is dragged, so it comes without them.
const UNUSED =
  /^import \{(.+)\} from "(?:\.\/(?:Button|Checkbox|TreeDropTargetDelegate)\.mjs|react-aria\/ListKeyboardDelegate)";$/gm;

module.exports = (source) => {
  const standIn = (entry) => {
    const [, name, local] = /^(\w+) as (\S+)$/.exec(entry) ?? [];
    if (name?.endsWith("Context")) return `const ${local} = createContextNobodyReads(null);`;
    // Both serve what is dropped only.
    if (name?.endsWith("Delegate")) return `const ${local} = class {};`;
    throw new Error(`React Aria's table now uses ${entry}: see whether the grid does, too`);
  };
  const body = source.replace(UNUSED, (_, entries) => entries.split(", ").map(standIn).join(" "));
  return `import { createContext as createContextNobodyReads } from "react";\n${body}`;
};
