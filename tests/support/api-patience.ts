// A busy machine answers late, and bodies of 12 MB take their time.
jest.setTimeout(60_000);
