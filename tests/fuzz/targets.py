"""All targets by name."""

from tests.fuzz import addresses, drops, inflating, naming, reading, redacting, searching
from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {
    "addresses": addresses.TARGET,
    "drops": drops.TARGET,
    "inflating": inflating.TARGET,
    "naming": naming.TARGET,
    "reading": reading.TARGET,
    "redacting": redacting.TARGET,
    "searching": searching.TARGET,
}
