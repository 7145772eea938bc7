/** The instructions of a Dockerfile by stage, each as its name and the rest of it; continued lines are joined. */
export function instructionsOf(text) {
  const stages = [];
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  for (const line of lines) {
    const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (!name) continue;
    if (name === "FROM") stages.push([]);
    stages.at(-1).push([name, rest]);
  }
  return stages;
}
