/** Takes the manual's pictures of a fresh demo (tests/e2e/pictures.spec.ts): npm run manual:pictures. */
process.env.MANUAL_PICTURES = "1";
process.argv.splice(2, 0, "pictures.spec.ts");
await import("../e2e.mjs");
