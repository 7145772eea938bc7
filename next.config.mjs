import createNextIntlPlugin from "next-intl/plugin";

/** Libraries' files from which the build leaves out what no page here uses (docs/adr/0010). */
const loader = (name) => ({ loaders: [`./scripts/loaders/${name}.cjs`], as: "*.js" });

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // `standalone` for what a container runs (scripts/image.mjs): the build with what it needs of node_modules, and what
  // the server in front of it and the commands read.
  output: process.env.NEXT_OUTPUT,
  outputFileTracingIncludes: {
    "/*": [
      "./lib/messages/*/*.json",
      "./db/data/**",
      "./db/migrations/**",
      "./node_modules/next/dist/server/next.js",
      // Of the process that reads workbooks.
      "./node_modules/xlsx/{package.json,xlsx.js,dist/cpexcel.js}",
    ],
  },
  // One build folder per purpose, so that the demo's build and `next dev` never overwrite each other.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  // The manual is files (docs/adr/0036), of which a server gives none for a folder.
  redirects: () => [
    {
      source: "/manual",
      has: [{ type: "cookie", key: "locale", value: "en" }],
      destination: "/manual/en/index.html",
      permanent: false,
    },
    { source: "/manual", destination: "/manual/da/index.html", permanent: false },
    { source: "/manual/:language(da|en)", destination: "/manual/:language/index.html", permanent: false },
  ],
  // No image is optimised here, so the optimiser's door stays shut.
  images: { unoptimized: true },
  // Loaded from node_modules at run time: WebAssembly, native code and the spreadsheets' reader.
  serverExternalPackages: ["@electric-sql/pglite", "@node-rs/argon2", "pg", "xlsx"],
  turbopack: {
    rules: {
      "**/react-{aria*,stately}/**/intlStrings.mjs": loader("spoken-languages"),
    },
  },
};

const messages = {
  path: ["./lib/messages/da", "./lib/messages/en"],
  format: "json",
  locales: "infer",
  // Sentences are parsed while building, so that no page carries the parser.
  precompile: true,
};

export default createNextIntlPlugin({
  requestConfig: "./lib/web/i18n.ts",
  experimental: { messages },
})(config);
