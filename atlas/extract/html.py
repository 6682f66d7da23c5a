"""A page in HTML becomes an article: decoded, parsed, its text chosen and written down."""

from lxml import html

from atlas.extract.bodies import told_in
from atlas.extract.candidates import PAGE, TOO_MANY, Candidate
from atlas.extract.choice import Choice, choice_of
from atlas.extract.cleaning import surroundings_of
from atlas.extract.decoding import text_of
from atlas.extract.escaping import at_start, escaped
from atlas.extract.lines import likeness
from atlas.extract.markdown import markdown_of
from atlas.extract.metadata import metadata_of
from atlas.extract.parsing import Tree, tree_of
from atlas.model.article import Article, Source
from atlas.model.fingerprint import fingerprint_of
from atlas.model.words import words_in

TOLD = "json-ld"
BARE = "<html><body></body></html>"
FEW = 25
"""Words that are no article."""
GLANCE = 1_000
"""Characters that have more words than that, mostly."""
NOTHING = "There is nothing to read in the page."
NO_ARTICLE = "No article was found: this is what else there is to read on the page."
BEHIND = "The page shows only a part: the text is as the page tells it to machines."


def article_of(source: Source) -> Article:
    """Returns what there is to read in a page."""
    tree = tree_of(text_of(source))
    if tree.document is None:
        return Article("", notes=(*tree.notes, NOTHING))
    choice = chosen_in(tree)
    plain = "\n".join(choice.lines)
    return Article(
        _markdown(tree, choice, source.url),
        metadata_of(tree.document, plain, source.url),
        choice.extractor,
        choice.agreement,
        (*tree.notes, *_notes(choice)),
        fingerprint=fingerprint_of(plain),
    )


def chosen_in(tree: Tree) -> Choice:
    """Returns the text of a page: what the extractors agree on, or what the page tells to machines alone."""
    if tree.document is None:
        return Choice((), "", None)
    choice = choice_of(tree, surroundings_of(tree.document))
    told = told_in(tree.document, choice.lines)
    if not told:
        return choice
    likewise = likeness(Candidate(TOLD, told).trigrams, Candidate(choice.extractor, choice.lines).trigrams)
    return Choice(told, TOLD, round(likewise, 3) if choice.lines else None)


def _markdown(tree: Tree, choice: Choice, url: str) -> str:
    # The form of a very long page costs more than it is worth: 13 s and 550 MB of 300,000 paragraphs.
    if tree.tags > TOO_MANY:
        return "\n\n".join(at_start(escaped(one)) for one in choice.lines)
    # What is told to machines stands in no block.
    if tree.document is None or choice.extractor == TOLD:
        return markdown_of(html.fromstring(BARE), choice.lines, url).removesuffix("\n")
    return markdown_of(tree.document, choice.lines, url).removesuffix("\n")


def _notes(choice: Choice) -> tuple[str, ...]:
    if not choice.lines:
        return (NOTHING,)
    if choice.extractor == TOLD:
        return (BEHIND,)
    return (NO_ARTICLE,) if choice.extractor == PAGE or _is_little("\n".join(choice.lines)) else ()


def _is_little(text: str) -> bool:
    # The beginning of most texts tells; no text has fewer words than its beginning.
    return words_in(text[:GLANCE]) < FEW and words_in(text) < FEW
