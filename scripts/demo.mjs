// The main job on a fresh clone: install, build, fill the embedded database once, serve, say where and as whom.
import { install } from "./install.mjs";

const FOLDER = ".next";

install();
const { buildWhenChanged } = await import("./build.mjs");
const { run } = await import("./program.mjs");
const { chosenPort, isPortFree, serve } = await import("./serve.mjs");
const port = chosenPort();

const stop = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

if (!(await isPortFree(port))) stop(`Port ${port} is taken. Choose another: PORT=3001 npm run demo`);
await buildWhenChanged(FOLDER);
// The embedded database belongs to one process at a time, so the seed ends before the server begins.
if ((await run("tsx", ["scripts/seed.ts"])) !== 0) process.exit(1);
const server = await serve({ folder: FOLDER, port }).catch((error) =>
  stop(`Projekter could not start: ${error.message}`),
);
process.stdout.write(`
Projekter is ready: http://localhost:${port}   (Ctrl+C stops it; the data stays)

Log in with the password projekter-demo as one of
  installer@demo.example        an installer company
  colleague@demo.example        the same company
  other-installer@demo.example  another installer company
  dso@demo.example              the grid company of area 791
  dso-colleague@demo.example    the same grid company
  other-dso@demo.example        the grid company of area 131
  admin@demo.example            the administrator
`);
let isAsked = false;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    isAsked = true;
    server.kill("SIGTERM");
  });
}
server.on("close", (code) => process.exit(isAsked ? 0 : (code ?? 1)));
