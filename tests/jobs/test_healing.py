"""A catalog that is damaged or gone is made anew at the start."""

from contextlib import closing

import pytest

from atlas.catalog import Catalog
from atlas.errors import CatalogBroken, CatalogDamaged
from atlas.jobs.healing import Healing
from tests.house import House

URLS = tuple(f"https://h{one}.example/" for one in range(30))


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    made.drop("list.txt", *URLS)
    made.turns(60)
    with closing(catalog_of(made)) as catalog:
        catalog.note(made.index.kept, [])
    return made


def path_of(house):
    return house.folders.state / "catalog.db"


def catalog_of(house):
    return Catalog(path_of(house))


def healed(house, catalog=None, cut=False):
    with closing(catalog or catalog_of(house)) as mended:
        healing = Healing(house.folders, house.vault, mended, lambda snapshot: snapshot, house.clock.now)
        return [one.name for one in healing.run(cut=cut)]


def overwrite(path, beginning, pages):
    with path.open("r+b") as file:
        file.seek(beginning * 4096)
        file.write(b"\xa5" * 4096 * pages)


def asides(house):
    return sorted(one.name for one in house.folders.state.iterdir() if ".broken-" in one.name)


def test_a_whole_catalog_is_left_as_it_is(house):
    before = path_of(house).read_bytes()
    assert healed(house) == []
    assert path_of(house).read_bytes() == before


@pytest.mark.parametrize(("beginning", "pages"), [(0, 1), (1, 3), (4, 6)])
def test_one_with_pages_overwritten_is_moved_aside_and_made_anew(house, beginning, pages):
    overwrite(path_of(house), beginning, pages)
    assert healed(house) == ["alerted", "noticed"]
    assert len([one for one in asides(house) if one.endswith("Z")]) == 1
    with closing(catalog_of(house)) as catalog:
        assert catalog.check() == []
        assert {one.url for one in catalog.records()} == set(URLS)
    assert healed(house) == []


def test_one_that_is_no_database_at_all_is_moved_aside_too(house):
    path_of(house).write_bytes(b"junk" * 5000)
    assert healed(house) == ["alerted", "noticed"]


def test_one_that_is_gone_is_made_anew(house):
    path_of(house).unlink()
    assert healed(house) == ["noticed", "noticed"]
    with closing(catalog_of(house)) as catalog:
        assert catalog.count() == len(URLS)


def test_a_new_home_has_nothing_to_heal(tmp_path):
    assert healed(House(tmp_path)) == []


class Locked(Catalog):
    """A catalog that somebody holds."""

    def quick_check(self, seconds):
        raise CatalogBroken("The database is locked.")


def test_one_that_is_only_locked_is_not_damaged(house):
    assert healed(house, Locked(path_of(house))) == []
    assert asides(house) == []


class Unmendable(Catalog):
    """A catalog that cannot be made anew."""

    def rebuild(self, kept, tried, read=()):
        raise CatalogBroken("No room.")


def test_one_that_cannot_be_made_anew_is_back_in_its_place_for_the_next_start(house):
    overwrite(path_of(house), 1, 3)
    broken = path_of(house).read_bytes()
    assert healed(house, Unmendable(path_of(house))) == ["alerted", "warned"]
    assert path_of(house).read_bytes() == broken
    assert asides(house) == []
    assert healed(house) == ["alerted", "noticed"]


def test_damage_is_told_apart_from_what_passes(house):
    overwrite(path_of(house), 0, 1)
    with closing(catalog_of(house)) as catalog, pytest.raises(CatalogDamaged):
        catalog.count()
