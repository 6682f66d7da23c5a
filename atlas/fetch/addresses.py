"""Which addresses of the internet are nobody's web server: the explicit table.

The union of IANA's special-purpose registries and what clouds keep for themselves. The
standard library's `is_global` is no such test: it calls NAT64, 6to4 and multicast forms
of private addresses global.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

DENIED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this machine"),
        ("10.0.0.0/8", "in a private network"),
        ("100.64.0.0/10", "in a provider's or tailnet's network"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "on the local link"),
        ("172.16.0.0/12", "in a private network"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "in a private network"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "this machine"),
        ("64:ff9b::/96", "a translated address"),
        ("64:ff9b:1::/48", "a translated address"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "a tunnelled address"),
        ("2620:4f:8000::/48", "reserved"),
        ("3fff::/20", "for documentation"),
        ("fc00::/7", "in a private network"),
        ("fe80::/10", "on the local link"),
        ("fec0::/10", "in a private network"),
        ("ff00::/8", "a multicast address"),
    )
)
# All that IANA has given out so far: what comes later is refused until this line says otherwise.
GLOBAL = IPv6Network("2000::/3")

METADATA: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        *("169.254.169.0/24", "169.254.170.0/24", "169.254.42.42/32", "169.254.0.23/32"),
        *("168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32"),
        *("fd00:ec2::/32", "fd20:ce::254/128", "fd00:42::42/128"),
    )
)
THIS_MACHINE: tuple[Network, ...] = tuple(
    ip_network(network) for network in ("127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128")
)

MAPPED = IPv6Network("::ffff:0:0/96")
LAST_32 = tuple(IPv6Network(one) for one in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"))
LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
"""Behind 64 bits of prefix an address may lie across the middle, its last 24 bits unused (RFC 6052)."""
SIX_TO_FOUR = IPv6Network("2002::/16")
TEREDO = IPv6Network("2001::/32")
ISATAP = frozenset({0x00005EFE, 0x02005EFE})
PLAIN = frozenset({IPv6Address("::"), IPv6Address("::1")})


def trouble(address: Address) -> str:
    """Returns what an address is, if it is not one of the public internet, else ""."""
    for network, what in DENIED:
        if address in network:
            return what
    if isinstance(address, IPv6Address) and address not in GLOBAL:
        return "reserved"
    return ""


def is_public(peer: str) -> bool:
    """Whether an address, as sockets write it, is one of the public internet."""
    return not trouble(ip_address(peer))


def embedded(address: Address) -> tuple[Address, ...]:
    """Returns every address that dialling this one may reach: itself, and those wrapped in it."""
    if isinstance(address, IPv4Address):
        return (address,)
    # Only that: the kernel dials the IPv4 address in it, and no other.
    if address in MAPPED:
        return (_low(int(address)),)
    return (address, *_wrapped(address))


def _wrapped(address: IPv6Address) -> Iterator[IPv4Address]:
    number = int(address)
    if address in PLAIN:
        return
    if any(address in network for network in LAST_32):
        yield _low(number)
    if address in LOCAL_NAT64 and not number & 0xFFFFFF:
        yield _low(number >> 24)
    if address in SIX_TO_FOUR:
        yield _low(number >> 80)
    if address in TEREDO:
        yield _low(number >> 64)
        yield _low(~number)
    if (number >> 32) & 0xFFFFFFFF in ISATAP:
        yield _low(number)


def _low(number: int) -> IPv4Address:
    return IPv4Address(number & 0xFFFFFFFF)
