"""Articles as JSON objects."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date

import pytest

from extractor.articles.drafts import Draft
from extractor.articles.limits import Limits
from extractor.articles.readers.json_objects import json_lines, read_json, read_json_lines
from extractor.errors import ArticleError

TEXT = "Mexico sent 26 people."


def read_lines(raw: bytes, limits: Limits | None = None) -> list[Draft | ArticleError]:
    limits = limits or Limits()
    return list(read_json_lines(json_lines(io.BytesIO(raw), limits.article_bytes), "in/wire.jsonl", limits))


def only(raw: bytes) -> Draft:
    (draft,) = read_lines(raw)
    assert isinstance(draft, Draft)
    return draft


def reason(line: str) -> str:
    (error,) = read_lines(line.encode())
    assert isinstance(error, ArticleError)
    return str(error)


def test_a_line_gives_what_its_keys_say() -> None:
    raw = json.dumps(
        {
            "id": "a1",
            "title": " Mexico ",
            "text": f" {TEXT}\r\n",
            "published": "2025-08-12T23:00:00-04:00",
            "url": "https://example.org",
            "source": "Example",
            "language": "en",
            "more": [1],
        }
    ).encode()
    assert only(raw + b"\r\n") == Draft(
        id="a1",
        text=f" {TEXT}\r\n",
        where="in/wire.jsonl:1",
        path="in/wire.jsonl",
        sha256=hashlib.sha256(raw).hexdigest(),
        published=date(2025, 8, 12),
        title="Mexico",
        url="https://example.org",
        source="Example",
        language="en",
    )


def test_without_an_id_the_stem_and_the_line_number_are_the_id() -> None:
    drafts = read_lines(f'\n{{"text": "{TEXT}"}}\n\n{{"text": "{TEXT}", "id": ""}}'.encode())
    assert [draft.id for draft in drafts if isinstance(draft, Draft)] == ["wire-2", "wire-4"]


def test_a_number_may_be_an_id() -> None:
    assert only(b'{"id": 7, "text": "Mexico."}').id == "7"


def test_null_and_blank_values_are_as_good_as_none() -> None:
    draft = only(b'{"text": "Mexico.", "title": null, "published": "", "url": " ", "source": null}')
    assert (draft.title, draft.published, draft.url, draft.source) == (None, None, None, None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "is not JSON (Expecting property name enclosed in double quotes at line 1 column 2)"),
        ("[1]", "is no JSON object"),
        ('"text"', "is no JSON object"),
        ('{"id": 1}', "has no text"),
        ('{"text": " \\u200b"}', "has no text"),
        ('{"text": 5}', "has no text"),
        ('{"text": "a", "title": 5}', "has a `title` that is not text"),
        ('{"text": "a", "id": [1]}', "has an `id` that is neither text nor a whole number"),
        ('{"text": "a", "id": true}', "has an `id` that is neither text nor a whole number"),
        ('{"text": "a", "id": "\\ud800"}', "has half a character in `id`"),
        ('{"text": "a", "published": "Tuesday"}', 'has the publication date "Tuesday"'),
        ('{"text": "a", "published": "2025-02-30"}', 'has the publication date "2025-02-30"'),
        ('{"text": "a", "published": 17}', "has the publication date 17"),
        ('{"text": "a", "published": [2025]}', "has the publication date [2025]"),
        ("[" * 100_000, "is JSON that nests too deep"),
        ('{"text": "a", "n": ' + "1" * 5_000 + "}", "is JSON that nests too deep or has too long a number"),
    ],
)
def test_a_bad_line_is_an_error_that_names_file_and_line(line: str, message: str) -> None:
    assert reason(line).startswith(f"in/wire.jsonl:1: {message}")


def test_a_bad_line_does_not_stop_the_others() -> None:
    found = read_lines(b'{"text": "Mexico."}\nnot json\n{"text": "caf\xe9"}\n{"text": "Spain."}')
    assert [item.where if isinstance(item, Draft) else item.source for item in found] == [
        f"in/wire.jsonl:{n}" for n in (1, 2, 3, 4)
    ]
    assert [isinstance(item, Draft) for item in found] == [True, False, False, True]
    assert "iconv -f WINDOWS-1252 -t UTF-8 'in/wire.jsonl'" in str(found[2])


def test_a_line_above_the_limit_is_passed_without_being_held() -> None:
    class Meter(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            self.longest = max(self.longest, len(line))
            return line

    long = b'{"text": "' + b"a" * 100_000 + b'"}\n'
    stream = Meter(b'{"text": "Mexico."}\n' + long + b'{"text": "Spain."}\n')
    first, second, third = read_json_lines(json_lines(stream, 1_000), "w.jsonl", Limits(article_bytes=1_000))
    assert isinstance(first, Draft)
    assert (
        str(second)
        == "w.jsonl:2: the line has more than 1,000 bytes; split it, or raise the limit `article_bytes`"
    )
    assert isinstance(third, Draft)
    assert stream.longest == 1_001


def test_a_byte_order_mark_before_the_first_line_is_dropped() -> None:
    assert only(b'\xef\xbb\xbf{"text": "Mexico."}').text == "Mexico."


def test_a_json_file_may_be_one_object_or_a_list_of_them() -> None:
    (one,) = read_json(b' {"text": "Mexico."}\n', "in/a.json")
    assert isinstance(one, Draft)
    assert one.id == "a"
    raw = b'[ {"text": "Mexico."} ,\n5, {"text": "Spain.", "id": "s"}]'
    first, second, third = read_json(raw, "in/a.json")
    assert isinstance(first, Draft)
    assert (first.id, first.sha256) == ("a-1", hashlib.sha256(b'{"text": "Mexico."}').hexdigest())
    assert str(second) == "in/a.json:[2]: is no JSON object; give an object with the key `text`"
    assert isinstance(third, Draft)
    assert third.id == "s"


def test_the_error_for_json_lines_that_look_like_a_json_file_says_to_rename_it() -> None:
    with pytest.raises(ArticleError, match=r"name the file \.jsonl"):
        list(read_json(b'{"text": "a"}\n{"text": "b"}\n', "a.json"))


CORPORA = [
    # an object as the corpus has it, and what is read of it
    (
        "Hugging Face CC-News",
        {"title": "T", "text": TEXT, "domain": "post.example", "date": "2025-08-12 00:00:00"},
    ),
    (
        "news-please",
        {
            "title": "T",
            "maintext": TEXT,
            "source_domain": "post.example",
            "date_publish": "2025-08-12 17:03:00",
            "date_download": "2025-08-20 01:00:00",
            "language": "en",
        },
    ),
    (
        "CC-News of OVAL",
        {
            "requested_url": "https://post.example/1",
            "plain_text": TEXT,
            "published_date": "2025-08-12",
            "title": "T",
            "sitename": "post.example",
            "crawl_date": "2025-08-20",
        },
    ),
    (
        "Fundus",
        {
            "title": "T",
            "publisher": "post.example",
            "publishing_date": "2025-08-12 11:42:00+00:00",
            "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [TEXT]}]},
            "html": {"requested_url": "https://post.example/1", "crawl_date": "2025-08-20 00:00:00"},
        },
    ),
    (
        "Media Cloud",
        {
            "stories_id": 17,
            "publish_date": "2025-08-12",
            "indexed_date": "2025-08-20",
            "media_name": "post.example",
            "title": "T",
            "text": TEXT,
        },
    ),
    (
        "NewsAPI",
        {
            "source": {"id": None, "name": "post.example"},
            "title": "T",
            "publishedAt": "2025-08-12T09:00:00Z",
            "content": TEXT,
        },
    ),
    (
        "Webz.io",
        {
            "thread": {"site": "post.example", "published": "2025-08-12"},
            "uuid": "u",
            "published": "2025-08-12T02:30:00.000+03:00",
            "title": "T",
            "text": TEXT,
            "language": "english",
            "crawled": "2025-08-20",
        },
    ),
    ("GDELT", {"date": "2025-08-12T00:00:00Z", "title": "T", "text": TEXT, "outletName": "post.example"}),
    (
        "GDELT's articles",
        {"seendate": "20250812T091500Z", "title": "T", "text": TEXT, "domain": "post.example"},
    ),
    (
        "trafilatura",
        {
            "title": "T",
            "text": TEXT,
            "date": "2025-08-12",
            "source": "https://post.example/1",
            "source-hostname": "post.example",
            "filedate": "2025-08-20",
        },
    ),
    (
        "Guardian",
        {
            "webPublicationDate": "2025-08-12T09:00:00Z",
            "webTitle": "T",
            "publication": "post.example",
            "fields": {"bodyText": TEXT},
        },
    ),
    ("Unix time", {"title": "T", "text": TEXT, "date": 1754990100000, "site_name": "post.example"}),
]


@pytest.mark.parametrize(("corpus", "value"), CORPORA, ids=[corpus for corpus, _ in CORPORA])
def test_the_keys_of_known_corpora_are_read(corpus: str, value: dict[str, object]) -> None:
    draft = only(json.dumps(value).encode())
    assert (draft.text, draft.title, draft.published, draft.warnings) == (TEXT, "T", date(2025, 8, 12), ())
    assert draft.source == "post.example" or draft.url == "https://post.example/1"


def test_a_text_in_html_is_read_without_its_tags() -> None:
    content = (
        "<h2>Climbers</h2><p>Two were <b>found</b>\nalive &amp; well.</p><p>One is missing.<br>It snows.</p>"
    )
    value = {"title": {"rendered": "T"}, "date": "2025-08-12T09:00:00", "content": {"rendered": content}}
    draft = only(json.dumps(value).encode())
    assert draft.text == "Climbers\nTwo were found\nalive & well.\nOne is missing.\nIt snows."
    assert (draft.title, draft.published) == ("T", date(2025, 8, 12))
    assert only(b'{"text": "Prices < 5 and > 3, <i>sic</i>."}').text == "Prices < 5 and > 3, <i>sic</i>."


def test_what_a_news_api_answers_is_a_list_of_articles() -> None:
    answer = {"status": "ok", "articles": [{"title": "T", "content": TEXT}, {"title": "U"}]}
    first, second = read_json(json.dumps(answer).encode(), "in/a.json")
    assert isinstance(first, Draft)
    assert (first.id, first.text) == ("a-1", TEXT)
    assert str(second).startswith("in/a.json:[2]: has no text")


def chosen(value: dict[str, object], keys: dict[str, str]) -> Draft | ArticleError:
    lines = json_lines(io.BytesIO(json.dumps(value).encode()), 10_000)
    (item,) = read_json_lines(lines, "w.jsonl", Limits(), chosen=keys)
    return item


def test_the_user_names_the_key_of_a_field() -> None:
    value: dict[str, object] = {
        "text": "old",
        "story": {"words": TEXT},
        "printed": "13 août 2025",
        "date": "2020-01-01",
    }
    draft = chosen(value, {"text": "story.words", "published": "printed"})
    assert isinstance(draft, Draft)
    assert (draft.text, draft.published) == (TEXT, date(2025, 8, 13))


def test_a_key_that_the_user_names_must_hold_what_it_should() -> None:
    assert "has no text in the key `story`; correct --map text=story" in str(
        chosen({"text": TEXT}, {"text": "story"})
    )
    assert 'has the publication date "soon"; write `printed` as' in str(
        chosen({"text": TEXT, "printed": "soon"}, {"published": "printed"})
    )


@pytest.mark.parametrize(
    ("value", "warning"),
    [
        ({"text": TEXT, "went_out": "2025-08-12"}, "the key `went_out` looks like a date"),
        ({"text": TEXT, "posted": "Aug 12, 2025"}, "the key `posted` looks like a date"),
        ({"text": TEXT, "date": "yesterday"}, "the key `date` has dates that cannot be read"),
        ({"text": TEXT, "story": "It rained. " * 50}, "the key `story` has a longer text than is read"),
        ({"text": TEXT + "… [+2030 chars]"}, "texts are cut off"),
    ],
)
def test_what_seems_to_be_lost_is_warned_of(value: dict[str, object], warning: str) -> None:
    (said,) = only(json.dumps(value).encode()).warnings
    assert said.startswith(f"in/wire.jsonl: {warning}")


def test_when_something_was_fetched_is_not_taken_for_a_date_that_is_lost() -> None:
    assert only(b'{"text": "Mexico.", "crawl_date": "2025-08-12", "updated": "2025-08-13"}').warnings == ()


@pytest.mark.parametrize(
    "zero", ["1970-01-01T00:00:00Z", "0001-01-01", "0000-00-00", "null", 0, "9999-12-31"]
)
def test_a_placeholder_states_no_date(zero: object) -> None:
    draft = only(json.dumps({"text": TEXT, "published": zero}).encode())
    assert (draft.published, draft.warnings) == (None, ())


def test_an_object_without_a_text_is_refused_with_which_key_may_have_it() -> None:
    assert reason(json.dumps({"story": "It rained. " * 50})).endswith("or add --map text=story")
