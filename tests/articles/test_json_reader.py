"""Articles as JSON objects."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date

import pytest

from extractor.articles.drafts import Draft
from extractor.articles.json_reader import json_lines, read_json, read_json_lines
from extractor.articles.limits import Limits
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
        ('{"text": "a", "published": 1755000000}', "has the publication date 1755000000"),
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


def test_json_lines_in_a_json_file_are_told_to_change_its_name() -> None:
    with pytest.raises(ArticleError, match=r"name the file \.jsonl"):
        list(read_json(b'{"text": "a"}\n{"text": "b"}\n', "a.json"))
