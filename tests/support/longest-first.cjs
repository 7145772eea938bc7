const { default: Sequencer } = require("@jest/test-sequencer");

/** Files that take more than half a minute, the longest first: begun last, one of them would keep one worker busy alone. */
const LONG = [
  "linear-readers",
  "fuzz",
  "headers",
  "corpus",
  "printed-workbooks",
  "linear-spreadsheets",
  "database-faults",
  "sweep",
  "kept-counts",
  "isolation",
  "bulk",
  "sight",
];

const rank = ({ path }) => {
  const at = LONG.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return at === -1 ? LONG.length : at;
};

/** A machine that has never run the tests knows no times, and Jest would go by the sizes of the files. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
};
