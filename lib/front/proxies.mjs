import { BlockList, isIP } from "node:net";

const familyOf = (address) => (isIP(address) === 4 ? "ipv4" : "ipv6");

/**
 * Parses addresses and networks, »127.0.0.1, 10.0.0.0/8, fd00::/8«, to a `BlockList`. Throws a RangeError that names the
 * wrong part.
 */
export function readNetworks(text = "") {
  const networks = new BlockList();
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [address = "", length] = part.split(/\/(.*)/s);
    const longest = isIP(address) === 4 ? 32 : 128;
    const bits = length === undefined ? longest : /^\d{1,3}$/.test(length) ? Number(length) : -1;
    if (isIP(address) === 0 || address.includes("%") || bits < 0 || bits > longest) {
      throw new RangeError(`»${part}« is neither an address nor a network`);
    }
    networks.addSubnet(address, bits, familyOf(address));
  }
  return networks;
}

/** An address without port, brackets and zone, and without ::ffff: before an IPv4 one; undefined when it is none. */
function plainAddress(text = "") {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/%.*$/s, "").replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(address) === 0 ? undefined : address;
}

const isOneOf = (networks, address) => networks.check(address, familyOf(address));

/**
 * Removes forwarding headers that do not come from a trusted peer, and keeps of each the nearest proxy's value.
 * `x-forwarded-for` becomes the client's address: the last one that is no trusted proxy's.
 */
export function readForwarded({ headers, socket }, trusted) {
  const peer = plainAddress(socket.remoteAddress);
  const isTrusted = peer !== undefined && isOneOf(trusted, peer);
  let client = peer;
  if (isTrusted) {
    for (const hop of (headers["x-forwarded-for"] ?? "").split(",").reverse()) {
      const address = plainAddress(hop.trim());
      if (address === undefined) break;
      client = address;
      if (!isOneOf(trusted, address)) break;
    }
  }
  for (const name of Object.keys(headers)) {
    if (!/^(x-forwarded-|forwarded$|x-real-ip$)/.test(name)) continue;
    if (isTrusted && /^x-forwarded-(host|proto)$/.test(name))
      headers[name] = headers[name].split(",").at(-1).trim();
    else delete headers[name];
  }
  headers["x-forwarded-for"] = client ?? "unknown";
}
