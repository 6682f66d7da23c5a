"""Whose idea of the article is believed."""

from atlas.extract import candidates
from atlas.extract.candidates import PRECISE, READABILITY, RESILIPARSE, TRAFILATURA, Candidate, by_nobody
from atlas.extract.choice import AGREED, choice_of, chosen
from atlas.extract.cleaning import Surroundings, surroundings_of
from atlas.extract.parsing import tree_of
from tests.extract.articles import PARAGRAPHS, article

HALF, WHOLE, OTHER = PARAGRAPHS[:3], PARAGRAPHS[:7], PARAGRAPHS[7:]


def pick(*told: tuple[str, tuple[str, ...]]):
    return chosen([Candidate(*one) for one in told])


def test_two_who_agree_outvote_one_who_has_half_of_it():
    choice = pick((TRAFILATURA, HALF), (PRECISE, HALF), (READABILITY, WHOLE), (RESILIPARSE, WHOLE))
    assert (choice.extractor, choice.lines) == (READABILITY, WHOLE)


def test_a_family_has_one_voice_however_many_speak():
    loyal = [(TRAFILATURA, OTHER)] + [(PRECISE, OTHER)] * 5
    assert pick(*loyal, (READABILITY, WHOLE), (RESILIPARSE, WHOLE)).lines == WHOLE


def test_a_little_less_agreement_is_no_reason_to_leave_the_first():
    almost = PARAGRAPHS[:6]
    choice = pick((TRAFILATURA, almost), (READABILITY, WHOLE), (RESILIPARSE, WHOLE))
    assert choice.extractor == TRAFILATURA


def test_within_a_family_the_one_others_agree_with_is_taken():
    choice = pick((TRAFILATURA, OTHER + HALF), (PRECISE, HALF), (READABILITY, HALF), (RESILIPARSE, HALF))
    assert (choice.extractor, choice.agreement) == (PRECISE, 1.0)


def test_who_says_nothing_agrees_with_nobody():
    choice = pick((TRAFILATURA, ()), (PRECISE, ()), (READABILITY, ()), (RESILIPARSE, HALF))
    assert (choice.extractor, choice.lines, choice.agreement) == (RESILIPARSE, HALF, None)
    assert pick((TRAFILATURA, ()), (RESILIPARSE, ())).lines == ()


def test_one_family_alone_is_no_agreement():
    assert pick((TRAFILATURA, HALF), (PRECISE, HALF)).agreement is None


def test_of_a_plain_article_two_ideas_suffice():
    tree = tree_of(article().decode())
    assert tree.document is not None
    choice = choice_of(tree, surroundings_of(tree.document))
    assert choice.lines == PARAGRAPHS
    assert choice.extractor == TRAFILATURA
    assert choice.agreement is not None
    assert choice.agreement >= AGREED


def test_a_page_of_too_many_tags_is_read_as_it_stands():
    markup = "<main>" + f"<p>{PARAGRAPHS[0]}</p>" * 3 + "<i></i>" * candidates.TOO_MANY
    choice = choice_of(tree_of(markup), Surroundings())
    assert (choice.extractor, choice.lines, choice.agreement) == (candidates.PAGE, PARAGRAPHS[:1] * 3, None)


def test_the_same_page_is_read_the_same_however_often():
    tree = tree_of(article().decode())
    assert len({choice_of(tree, Surroundings()).lines for _ in range(6)}) == 1


def test_what_goes_with_every_page_of_a_site_is_no_text_of_a_page():
    tree = tree_of("<header>no</header><nav>no</nav><p>yes</p><form>no</form><footer>no</footer>")
    assert by_nobody(tree) == ("yes",)
    assert by_nobody(tree_of("<p>no</p><main><p>yes</p></main>")) == ("yes",)


def test_who_stumbles_over_a_page_has_said_nothing():
    nothing = tree_of("")
    assert [candidates.asked(one, nothing) for one in candidates.ASK] == [()] * len(candidates.ASK)


def test_of_nothing_nobody_has_anything_to_say():
    assert by_nobody(tree_of("")) == ()
    assert choice_of(tree_of("<img src=a>"), Surroundings()).lines == ()
