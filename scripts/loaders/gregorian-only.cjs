// A loader for the build, in place of the list of the world's calendars: Danish and English pages know one.
module.exports = () => `
import { GregorianCalendar } from "./calendars/GregorianCalendar.mjs";
export const createCalendar = () => new GregorianCalendar();
`;
