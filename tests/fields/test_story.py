"""Whether two articles are about one story, by the names in them."""

from __future__ import annotations

from extractor.fields import ChoiceValue
from extractor.fields.story import Story, StoryValue, story_of
from extractor.records import Article, EventRecord, Grounding, Mention, Sentence, Span, Support

STORY = Story(("salience", "main"))
CRASH = ("On Friday a bus left the A 9 near Weston.", "Its driver Ann Lund and Omar Diaz of Kelso were hurt.")
AGAIN = ("Police named Omar Diaz, of Kelso.", "The driver, Ann Lund, left the A 9 with her bus on Friday.")
VOTE = ("On Friday the council of Weston voted.", "Mayor Ida Holm of the Greens lost 12 to 9 in Weston Hall.")


def article(name: str, sentences: tuple[str, ...]) -> Article:
    spans, start = [], 0
    for number, sentence in enumerate(sentences, 1):
        spans.append(Sentence(number=number, span=Span(start=start, end=start + len(sentence))))
        start += len(sentence) + 1
    return Article(id=name, text=" ".join(sentences), sentences=tuple(spans))


def implied(name: str, sentences: tuple[str, ...], salience: str = "") -> tuple[StoryValue, ...]:
    support = Support(article=name, sentences=(1,), written="", span=None, grounding=Grounding.JUDGED)
    said = (Mention(value=ChoiceValue(name=salience), support=support),) if salience else ()
    record = EventRecord(
        id="r",
        article=name,
        published=None,
        source=None,
        schema_name="s",
        sentences=(1,),
        fields={"salience": said},
        story=story_of(article(name, sentences)),
    )
    return STORY.implied(record)


def level(a: tuple[StoryValue, ...], b: tuple[StoryValue, ...]) -> str:
    assert STORY.compare(a, b).level == STORY.compare(b, a).level
    return STORY.compare(a, b).level


def test_names_are_what_has_a_capital_within_a_sentence_and_nowhere_small_letters() -> None:
    names = story_of(article("a", ("Old Ann met the Mayor of Kelso.", "The mayor asked Ann Lund, 45.")))
    assert set(names) == {"ann", "kelso", "lund", "ann lund", "45", "lund 45"}
    assert names[0] == "ann"


def test_articles_that_share_names_are_of_one_story() -> None:
    assert level(implied("a", CRASH), implied("b", AGAIN)) == "same story"
    assert level(implied("a", CRASH), implied("b", VOTE)) == "other story"


def test_events_that_both_articles_were_written_for_are_closer() -> None:
    assert level(implied("a", CRASH, "main"), implied("b", AGAIN, "main")) == "same main event"
    assert level(implied("a", CRASH, "main"), implied("b", AGAIN, "background")) == "same story"


def test_two_events_of_one_article_are_no_closer_for_it() -> None:
    assert level(implied("a", CRASH, "main"), implied("a", CRASH, "main")) == "one article"


def test_a_few_common_names_say_nothing() -> None:
    short = ("It rained in Weston on Friday.",)
    assert level(implied("a", short), implied("b", short)) == "other story"


def test_a_record_without_a_story_says_nothing() -> None:
    assert implied("a", ("it rained.",)) == ()


def test_articles_of_one_story_share_a_key() -> None:
    assert STORY.block(implied("a", CRASH)) & STORY.block(implied("b", AGAIN))
