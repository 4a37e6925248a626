import { BlockList, isIPv6 } from "node:net";

/** Whether an address lies in a range such as `10.0.0.0/8`; an IPv4 address may come in its IPv6 form. */
export function rangeHolds(range: string, address: string): boolean {
  const { network, bits } = parse(range);
  const plain = address.replace(/^::ffff:/, "");
  if (isIPv6(plain) !== isIPv6(network)) return false;
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  const block = new BlockList();
  block.addSubnet(network, bits, family);
  return block.check(plain, family);
}

/** Whether all of a range lies in another one. */
export function rangeCovers(range: string, covered: string): boolean {
  const { network, bits } = parse(covered);
  return parse(range).bits <= bits && rangeHolds(range, network);
}

function parse(range: string): { network: string; bits: number } {
  const [network = "", bits = ""] = range.split("/");
  return { network, bits: Number(bits) };
}
