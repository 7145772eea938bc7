// Runs a tool of ours: node scripts/run.mjs TOOL [ARGUMENT …]. Installs first when something is missing.
import { install } from "./install.mjs";

install();
const { start } = await import("./program.mjs");
const [name, ...args] = process.argv.slice(2);
const child = start(name, args);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("close", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
