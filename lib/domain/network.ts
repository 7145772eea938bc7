/** In characters; an address with brackets, zone and port is shorter. */
const MAX_LENGTH = 100;

/**
 * The network that attempts from an internet address are counted by: an IPv4 address itself, an IPv6 address's first
 * 64 bits, which one household or office has. Port, zone and spelling do not matter. Other text is given back.
 */
export function networkOf(given: string): string {
  const address = given
    .slice(0, MAX_LENGTH)
    .trim()
    .toLowerCase()
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/%.*$/, "");
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/.exec(address);
  if (v4?.[1]) return v4[1];
  if (/[^0-9a-f:.]/.test(address) || !URL.canParse(`http://[${address}]`)) return address;
  // URL writes an address as RFC 5952 does: hexadecimal, with the longest run of zeros left out.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
  if (all.slice(0, 6).join(":") === "0:0:0:0:0:ffff") {
    const pairs = all.slice(6).map((group) => Number.parseInt(group, 16));
    return pairs.flatMap((pair) => [pair >> 8, pair & 255]).join(".");
  }
  return `${all.slice(0, 4).join(":")}::/64`;
}
