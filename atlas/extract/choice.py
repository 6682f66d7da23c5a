"""Which extractor's idea of the article to believe: the one that agrees most with the others.

Two extractors that share no code are asked first. Where they agree, which is so on
three pages in four, they are right; only where they do not, further ones are asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from atlas.extract import candidates
from atlas.extract.candidates import Candidate
from atlas.extract.cleaning import Surroundings, cleaned
from atlas.extract.lines import likeness
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
        return Candidate(extractor, cleaned(candidates.asked(extractor, tree), around))

    first, second = asked(candidates.TRAFILATURA), asked(candidates.RESILIPARSE)
    if likeness(first.trigrams, second.trigrams) >= AGREED:
        return _chosen(first, (first, second))
    third = asked(candidates.READABILITY)
    if likeness(first.trigrams, third.trigrams) >= AGREED:
        return _chosen(first, (first, second, third))
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
    best = max(spoken, key=lambda one: _support(one, spoken))
    own = [one for one in spoken if one.family == told[0].family]
    if own:
        loyal = max(own, key=lambda one: _support(one, spoken))
        if _support(best, spoken) - _support(loyal, spoken) < OUTVOTED:
            best = loyal
    return _chosen(best, spoken)


def _page(tree: Tree, around: Surroundings) -> Choice:
    return Choice(cleaned(candidates.by_nobody(tree), around), candidates.PAGE, None)


def _chosen(one: Candidate, among: Sequence[Candidate]) -> Choice:
    alone = all(other.family == one.family or not other.lines for other in among)
    return Choice(one.lines, one.extractor, None if alone else round(_support(one, among), 3))


def _support(one: Candidate, among: Sequence[Candidate]) -> float:
    """Returns how far other families agree with a candidate; a family has one voice."""
    heard: dict[str, list[float]] = {}
    for other in among:
        if other.family != one.family:
            heard.setdefault(other.family, []).append(likeness(one.trigrams, other.trigrams))
    return sum(sum(voices) / len(voices) for voices in heard.values()) / len(heard) if heard else 0.0
