/**
 * What `npm start` does not start without, of the settings that are not there. The doctor says the same.
 * @param {Record<string, unknown>} settings
 */
export const missingToStart = (settings) =>
  ["DATABASE_URL", "NEXTAUTH_SECRET"].filter((name) => !settings[name]);
