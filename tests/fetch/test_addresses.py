"""Which addresses are nobody's web server."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address

import pytest
from AntiSSRF import AntiSSRFPolicy
from AntiSSRF.antissrf_policy import PolicyConfigOptions
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.fetch.addresses import DENIED, embedded, is_public, trouble
from atlas.fetch.guard import Guard
from tests.fetch.registries import BLOCKS, EDGES, special
from tests.fetch.registries import V4 as TABLE_V4
from tests.fetch.registries import V6 as TABLE_V6

V4 = st.ip_addresses(v=4)
V6 = st.ip_addresses(v=6)
PUBLIC = ("1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.32.0.1", "2606:4700::1111")


@st.composite
def near_an_edge(draw):
    """Draws an address at the edge of a block of the registries, or a step or two beside it."""
    edge = draw(st.sampled_from(EDGES))
    number = (int.from_bytes(edge) + draw(st.integers(-2, 2))) % 256 ** len(edge)
    return IPv4Address(number) if len(edge) == 4 else IPv6Address(number)


@st.composite
def within_a_block(draw):
    """Draws an address of a block of the registries."""
    first, last = draw(st.sampled_from([block for blocks in BLOCKS.values() for block in blocks]))
    number = draw(st.integers(int.from_bytes(first), int.from_bytes(last)))
    return IPv4Address(number) if len(first) == 4 else IPv6Address(number)


ANY = V4 | V6 | near_an_edge() | within_a_block()
DISGUISED = (V4 | ANY.filter(lambda one: one.version == 4)).flatmap(lambda one: st.sampled_from(wrapped(one)))


def wrapped(address: IPv4Address) -> list[IPv6Address]:
    """Returns an address in every disguise of IPv6."""
    low = int(address)
    return [
        IPv6Address(0xFFFF << 32 | low),
        IPv6Address(0xFFFF << 48 | low),
        IPv6Address(low),
        IPv6Address(0x0064_FF9B << 96 | low),
        IPv6Address(0x0064_FF9B_0001 << 80 | low),
        IPv6Address(0x2002 << 112 | low << 80),
        IPv6Address(0x2001 << 112 | low << 64),
        IPv6Address(0x2001 << 112 | (low ^ 0xFFFFFFFF)),
        IPv6Address(0x2606_4700 << 96 | 0x5EFE << 32 | low),
        IPv6Address(0x2606_4700 << 96 | 0x0200_5EFE << 32 | low),
    ]


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_internet_may_be_dialled(address):
    assert Guard().refusal(address, 80) == ""


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1"),
        *("172.31.255.255", "192.0.0.8", "192.0.0.192", "192.88.99.1", "192.168.1.1", "198.18.0.1", "224.0.0.1"),
        *("239.1.1.1", "255.255.255.255", "168.63.129.16", "100.100.100.200"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *("2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1"),
        *("fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "4000::1", "2606:4700::5efe:7f00:1"),
    ],
)
def test_special_addresses_are_refused(address):
    assert Guard().refusal(address, 80)


@settings(deadline=None)
@given(V4)
def test_a_mapped_address_has_the_verdict_of_the_one_it_maps(address):
    assert Guard().refusal(f"::ffff:{address}", 80) == Guard().refusal(str(address), 80)


@settings(deadline=None)
@given(V4)
def test_no_disguise_makes_a_refused_address_welcome(address):
    if trouble(address):
        assert all(Guard().refusal(str(one), 80) for one in wrapped(address))


@settings(deadline=None)
@given(V4)
def test_opting_in_to_a_tunnel_does_not_opt_in_to_what_it_hides(address):
    everything = Guard([ipaddress.ip_network("::/0")])
    hidden = [one for one in wrapped(address) if int(one) > 1]
    if trouble(address):
        assert all(everything.refusal(str(one), 80) for one in hidden)


@settings(deadline=None)
@given(V6)
def test_beyond_the_global_block_nothing_is_dialled(address):
    if address not in ipaddress.ip_network("2000::/3") and not address.ipv4_mapped:
        assert Guard().refusal(str(address), 80)


@settings(deadline=None)
@given(st.sampled_from([network for network, _ in DENIED]), st.randoms(use_true_random=False))
def test_every_address_of_every_denied_block_is_refused(network, chance):
    address = network[chance.randrange(network.num_addresses)]
    assert Guard().refusal(str(address), 80)


@settings(deadline=None)
@given(V4 | V6)
def test_an_address_is_always_among_those_it_reaches(address):
    reached = embedded(address)
    mapped = address.ipv4_mapped if address.version == 6 else None
    assert reached[0] == (mapped or address)


@settings(deadline=None)
@given(ANY | DISGUISED)
def test_an_address_is_refused_just_where_the_registries_have_it(address):
    assert bool(Guard().refusal(str(address), 80)) == special(address.packed)


@pytest.mark.parametrize("block", [*TABLE_V4, *TABLE_V6], ids=lambda block: f"{block[0]} {block[2]}")
def test_every_block_of_the_registries_is_refused_from_its_first_to_its_last(block):
    assert Guard().refusal(block[0], 80)
    assert Guard().refusal(block[1], 80)


@settings(deadline=None)
@given(within_a_block().filter(lambda one: one.version == 4), st.sampled_from([80, 443, 8080]))
def test_behind_a_prefix_of_64_bits_an_address_hides_across_the_middle(address, port):
    everything = Guard([ipaddress.ip_network("::/0")])
    assert everything.refusal(str(IPv6Address(0x0064_FF9B_0001 << 80 | int(address) << 24)), port)


@settings(deadline=None)
@given(ANY | DISGUISED)
def test_what_the_reference_refuses_atlas_refuses_too(address):
    reference = AntiSSRFPolicy(PolicyConfigOptions.EXTERNAL_ONLY_LATEST)
    if not reference._is_str_ip_address_connection_allowed(str(address)):
        assert Guard().refusal(str(address), 80)


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("2606:4700::1", ()),
        ("2606:4700::", ()),
        ("::", ()),
        ("::1", ()),
        ("::1.2.3.4", ("1.2.3.4",)),
        ("::ffff:0:1.2.3.4", ("1.2.3.4",)),
        ("64:ff9b::1.2.3.4", ("1.2.3.4",)),
        ("64:ff9b:1::1.2.3.4", ("1.2.3.4",)),
        ("64:ff9b:1:0:1:203:400::", ("4.0.0.0", "1.2.3.4")),
        ("2002:102:304::5", ("1.2.3.4",)),
        ("2001:0:506:708::fefd:fcfb", ("5.6.7.8", "1.2.3.4")),
        ("2606:4700::5efe:1.2.3.4", ("1.2.3.4",)),
        ("2606:4700::200:5efe:1.2.3.4", ("1.2.3.4",)),
        ("2606:4700::300:5efe:1.2.3.4", ()),
    ],
)
def test_an_address_reaches_itself_and_just_those_that_are_wrapped_in_it(address, hidden):
    assert [str(one) for one in embedded(IPv6Address(address))] == [str(IPv6Address(address)), *hidden]


def test_beyond_what_is_given_out_all_is_reserved():
    assert trouble(IPv6Address("4000::1")) == "reserved"


@pytest.mark.parametrize(
    ("peer", "public"),
    [
        ("93.184.215.14", True),
        ("127.0.0.1", False),
        ("2606:4700::1", True),
        ("fe80::1%eth0", False),
        ("5000::1", False),
    ],
)
def test_a_peer_is_public_or_not_whatever_its_scope(peer, public):
    assert is_public(peer) is public
