"""Which extractor's idea of the article to believe: the one that agrees most with the others.

Two extractors that share no code are asked first. Where they agree, which is so on
three pages in four, they are right; only where they do not, further ones are asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from atlas.extract import candidates
from atlas.extract.candidates import Candidate, alike
from atlas.extract.cleaning import Surroundings, cleaned
from atlas.extract.parsing import Tree
from atlas.model.article import DOUBTFUL

AGREED = 0.9
"""So alike are two texts that are the same article: of these 2 % are wrong."""
OUTVOTED = 0.15
"""By so much others must agree better before trafilatura, which is right most often alone, is not believed."""


@dataclass(frozen=True)
class Choice:
    """The text that was chosen."""

    lines: tuple[str, ...]
    extractor: str
    agreement: float | None
    """None where nobody else had a word to say."""


def choice_of(tree: Tree, around: Surroundings) -> Choice:
    """Returns what a page's article most likely is; where nobody sees one, the page's text."""
    if tree.tags > candidates.TOO_MANY:
        return _page(tree, around)

    def asked(extractor: str) -> Candidate:
        return Candidate(extractor, cleaned(candidates.asked(extractor, tree), around), around.words)

    first, second = asked(candidates.TRAFILATURA), asked(candidates.RESILIPARSE)
    one = alike(first, second)
    if one >= AGREED:
        return _agreed(first, one)
    third = asked(candidates.READABILITY)
    other = alike(first, third)
    if other >= AGREED:
        return _agreed(first, (one + other) / 2)
    told = (first, asked(candidates.PRECISE), third, second)
    choice = chosen(told)
    if (choice.agreement or 0.0) < DOUBTFUL:
        choice = chosen((*told, asked(candidates.THOROUGH)))
    return choice if choice.lines else _page(tree, around)


def chosen(told: Sequence[Candidate]) -> Choice:
    """Returns the candidate that other families agree with most; the first's family is outvoted only clearly."""
    spoken = [one for one in told if one.lines]
    if not spoken:
        return Choice((), "", None)
    supported = [(_support(one, spoken), one) for one in spoken]
    most, best = max(supported, key=lambda pair: pair[0])
    own = [pair for pair in supported if pair[1].family == told[0].family]
    if own:
        support, loyal = max(own, key=lambda pair: pair[0])
        if most - support < OUTVOTED:
            most, best = support, loyal
    if all(one.family == best.family for one in spoken):
        return Choice(best.lines, best.extractor, None)
    return _agreed(best, most)


def _page(tree: Tree, around: Surroundings) -> Choice:
    return Choice(cleaned(candidates.by_nobody(tree), around), candidates.PAGE, None)


def _agreed(one: Candidate, support: float) -> Choice:
    return Choice(one.lines, one.extractor, round(support, 3))


def _support(one: Candidate, among: Sequence[Candidate]) -> float:
    """Returns how far other families agree with a candidate; a family has one voice."""
    heard: dict[str, list[float]] = {}
    for other in among:
        if other.family != one.family:
            heard.setdefault(other.family, []).append(alike(one, other))
    return sum(sum(voices) / len(voices) for voices in heard.values()) / len(heard) if heard else 0.0
