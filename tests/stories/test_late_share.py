"""Two machines whose share brings everything late: at worst a page is captured twice, and nothing is lost."""

import pytest

from tests.stories.late import Late
from tests.stories.two import SHARED, Machine, lease_in, names_in, serving, until

PAGES = 40
LATE = 0.4


@pytest.fixture(scope="module")
def site():
    with serving() as served:
        yield served


@pytest.fixture
def apart(tmp_path):
    """Each with a copy of its own, and what makes the copies alike."""
    made = [Machine(tmp_path, name, tmp_path / f"copy-of-{name}", "3s") for name in ("pi", "mini")]
    for one in made:
        for folder in SHARED:
            (one.share / folder).mkdir(0o700, parents=True)
    with Late(made[0].share, made[1].share, LATE) as late:
        try:
            yield *made, late
        finally:
            for one in made:
                one.stop()


def listed(site, word):
    return "".join(f"{site.address}/{word}/{number}\n" for number in range(PAGES))


def asked(site, word):
    return {path: count for path, count in list(site.asked.items()) if path.startswith(f"/{word}/")}


def begun(pi, mini, site, word):
    pi.start()
    until(lambda: lease_in(mini.share) == (1, "pi"))
    mini.start()
    until(lambda: "stands by" in mini.told)
    (pi.share / "inbox/list.txt").write_text(listed(site, word))
    until(lambda: len(asked(site, word)) > PAGES // 3)


def check(one, site, word):
    counts = asked(site, word)
    assert len(counts) == PAGES
    assert max(counts.values()) <= 2
    assert names_in(one.share / "inbox") == []
    kept = names_in(one.share / "raw")
    assert PAGES <= len([name for name in kept if name.endswith(".warc.gz")]) <= 2 * PAGES
    assert one.atlas("rebuild").code == 0
    audit = one.atlas("audit", "--strict", "--json").lines[-1]
    assert [told for told in audit["violations"] if "conflict" not in told] == []
    assert audit["captured"] == PAGES


def test_a_machine_killed_behind_a_late_share_is_taken_over_from(apart, site):
    pi, mini, late = apart
    begun(pi, mini, site, "killed")
    pi.kill()
    until(lambda: lease_in(mini.share) == (2, "mini"))
    until(lambda: "list.txt" in names_in(mini.share / "processed"))
    mini.stop()
    until(late.alike)
    check(mini, site, "killed")


def test_two_that_do_not_hear_of_each_other_both_work_and_agree_when_they_do(apart, site):
    pi, mini, late = apart
    site.seconds = 0.06
    begun(pi, mini, site, "parted")
    until(lambda: "list.txt" in names_in(mini.share / "inbox"))
    late.parted = True
    until(lambda: lease_in(mini.share) == (2, "mini"))
    until(lambda: "list.txt" in names_in(pi.share / "processed"))
    until(lambda: "list.txt" in names_in(mini.share / "processed"))
    late.parted = False
    until(lambda: "The lease was lost" in pi.told)
    until(lambda: lease_in(mini.share)[1] == "pi")
    pi.stop()
    mini.stop()
    until(late.alike)
    site.seconds = 0.02
    check(pi, site, "parted")
