// A loader for the build: React Aria lists its sentences in more than thirty languages; only those spoken here are kept.
// It falls back on American English by itself.
const SPOKEN = /da-DK|en-US/;
const LANGUAGE = /["/][a-z]{2}-[A-Z]{2}(\.mjs)?"/;

module.exports = (source) =>
  source
    .split("\n")
    .filter((line) => !LANGUAGE.test(line) || SPOKEN.test(line))
    .join("\n");
