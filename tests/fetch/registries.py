"""IANA's special-purpose registries, written down from the RFCs: what the guard is measured with.

First and last address of each block, as the RFC named beside it has them, compared as
bytes, so that nothing is shared with how Atlas reads its own table.
"""

import socket

# fmt: off
V4 = (
    ("0.0.0.0",         "0.255.255.255",   "RFC 791, this network"),
    ("0.0.0.0",         "0.0.0.0",         "RFC 1122, this host"),
    ("10.0.0.0",        "10.255.255.255",  "RFC 1918"),
    ("100.64.0.0",      "100.127.255.255", "RFC 6598, shared"),
    ("127.0.0.0",       "127.255.255.255", "RFC 1122, loopback"),
    ("169.254.0.0",     "169.254.255.255", "RFC 3927, link local"),
    ("172.16.0.0",      "172.31.255.255",  "RFC 1918"),
    ("192.0.0.0",       "192.0.0.255",     "RFC 6890, protocol assignments"),
    ("192.0.0.0",       "192.0.0.7",       "RFC 7335, service continuity"),
    ("192.0.0.8",       "192.0.0.8",       "RFC 7600, dummy"),
    ("192.0.0.9",       "192.0.0.9",       "RFC 7723, port control anycast"),
    ("192.0.0.10",      "192.0.0.10",      "RFC 8155, relay anycast"),
    ("192.0.0.170",     "192.0.0.171",     "RFC 8880, NAT64 discovery"),
    ("192.0.2.0",       "192.0.2.255",     "RFC 5737, documentation"),
    ("192.31.196.0",    "192.31.196.255",  "RFC 7535, AS112"),
    ("192.52.193.0",    "192.52.193.255",  "RFC 7450, AMT"),
    ("192.88.99.0",     "192.88.99.255",   "RFC 7526, 6to4 relay"),
    ("192.168.0.0",     "192.168.255.255", "RFC 1918"),
    ("192.175.48.0",    "192.175.48.255",  "RFC 7534, AS112"),
    ("198.18.0.0",      "198.19.255.255",  "RFC 2544, benchmarks"),
    ("198.51.100.0",    "198.51.100.255",  "RFC 5737, documentation"),
    ("203.0.113.0",     "203.0.113.255",   "RFC 5737, documentation"),
    ("224.0.0.0",       "239.255.255.255", "RFC 5771, multicast"),
    ("240.0.0.0",       "255.255.255.255", "RFC 1112, reserved"),
    ("255.255.255.255", "255.255.255.255", "RFC 919, broadcast"),
)
V6 = (
    ("::1",             "::1",                                     "RFC 4291, loopback"),
    ("::",              "::",                                      "RFC 4291, unspecified"),
    ("64:ff9b::",       "64:ff9b::ffff:ffff",                      "RFC 6052, NAT64"),
    ("64:ff9b:1::",     "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",      "RFC 8215, local NAT64"),
    ("100::",           "100::ffff:ffff:ffff:ffff",                "RFC 6666, discard"),
    ("100:0:0:1::",     "100::1:ffff:ffff:ffff:ffff",              "RFC 9780, dummy"),
    ("2001::",          "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",  "RFC 2928, protocol assignments"),
    ("2001::",          "2001:0:ffff:ffff:ffff:ffff:ffff:ffff",    "RFC 4380, Teredo"),
    ("2001:1::1",       "2001:1::3",                               "RFC 7723, RFC 8155, RFC 9665, anycast"),
    ("2001:2::",        "2001:2:0:ffff:ffff:ffff:ffff:ffff",       "RFC 5180, benchmarks"),
    ("2001:3::",        "2001:3:ffff:ffff:ffff:ffff:ffff:ffff",    "RFC 7450, AMT"),
    ("2001:4:112::",    "2001:4:112:ffff:ffff:ffff:ffff:ffff",     "RFC 7535, AS112"),
    ("2001:10::",       "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff",   "RFC 4843, ORCHID"),
    ("2001:20::",       "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff",   "RFC 7343, ORCHIDv2"),
    ("2001:30::",       "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff",   "RFC 9374, drone identities"),
    ("2001:db8::",      "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",  "RFC 3849, documentation"),
    ("2002::",          "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 3056, 6to4"),
    ("2620:4f:8000::",  "2620:4f:8000:ffff:ffff:ffff:ffff:ffff",   "RFC 7534, AS112"),
    ("3fff::",          "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",  "RFC 9637, documentation"),
    ("5f00::",          "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 9602, segment routing"),
    ("fc00::",          "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 4193, unique local"),
    ("fe80::",          "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 4291, link local"),
    ("fec0::",          "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 3879, site local"),
    ("ff00::",          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 4291, multicast"),
)
# fmt: on
CLOUDS = frozenset({"168.63.129.16"})
"""What a cloud answers on, though it is in nobody's registry."""
MAPPED = bytes(10) + b"\xff\xff"
ISATAP = (bytes.fromhex("00005efe"), bytes.fromhex("02005efe"))


def packed(text: str) -> bytes:
    return socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text)


BLOCKS = {
    4: tuple((packed(first), packed(last)) for first, last, _ in V4),
    16: tuple((packed(first), packed(last)) for first, last, _ in V6),
}
EDGES = tuple(edge for blocks in BLOCKS.values() for block in blocks for edge in block)


def special(address: bytes) -> bool:
    """Whether an address is not one of the public internet's web servers."""
    if address.startswith(MAPPED):
        return special(address[12:])
    if any(first <= address <= last for first, last in BLOCKS[len(address)]):
        return True
    if len(address) == 4:
        return socket.inet_ntoa(address) in CLOUDS
    hidden = address[8:12] in ISATAP and special(address[12:])
    return hidden or not 0x20 <= address[0] < 0x40
