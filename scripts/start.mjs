// Production. Says in one line what is missing.
import { existsSync } from "node:fs";
import { install } from "./install.mjs";

install();
const { say } = await import("../lib/front/log.mjs");
const { missingToStart } = await import("../lib/front/needed.mjs");
const { startServer } = await import("./program.mjs");
const { chosenPort } = await import("./serve.mjs");

function end(line) {
  say("error", line);
  process.exit(1);
}

const missing = missingToStart(process.env);
if (missing.length > 0)
  end(`${missing.join(" and ")} must be set; see »Production« in README.md. To try it out: npm run demo`);
if (!existsSync(`${process.env.NEXT_DIST_DIR ?? ".next"}/BUILD_ID`))
  end("There is no build yet; make one: npm run build");
const child = startServer({ PORT: String(chosenPort(end)) });
let isAsked = false;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    isAsked = true;
    child.kill(signal);
  });
}
// A server that ends by a signal nobody sent, as without memory, has failed: whoever watches over it starts it again.
child.on("close", (code, signal) => process.exit(signal ? Number(!isAsked) : (code ?? 1)));
