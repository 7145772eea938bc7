// Production. Says in one line what is missing.
import { existsSync } from "node:fs";
import { install } from "./install.mjs";

const missing = ["DATABASE_URL", "NEXTAUTH_SECRET"].filter((name) => !process.env[name]);
const folder = process.env.NEXT_DIST_DIR ?? ".next";
if (missing.length > 0) {
  process.stderr.write(
    `${missing.join(" and ")} must be set; see »Production« in README.md. To try it out: npm run demo\n`,
  );
  process.exit(1);
}
if (!existsSync(`${folder}/BUILD_ID`)) {
  process.stderr.write("There is no build yet; make one: npm run build\n");
  process.exit(1);
}
install();
const { start } = await import("./program.mjs");
const { chosenPort } = await import("./serve.mjs");
const child = start("lib/front/server.mjs", [], { env: { PORT: String(chosenPort()) } });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("close", (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
