"""From inputs to articles: order, ids, errors among articles, standard input, limits."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles import Limits, read_articles
from extractor.articles.building import build_article
from extractor.articles.decoding import is_blank
from extractor.articles.drafts import Draft
from extractor.errors import ArticleError, UsageError
from extractor.records import Article

NEWS = "Mexico sent 26 people to the United States."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: bytes | str = NEWS) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def read_one(name: str) -> Article:
    (article,) = read_articles([name])
    assert isinstance(article, Article), article
    return article


def error_of(name: str, limits: Limits | None = None) -> str:
    (error,) = read_articles([name], limits=limits or Limits())
    assert isinstance(error, ArticleError)
    return str(error)


def from_stdin(raw: bytes) -> list[Article | ArticleError]:
    return list(read_articles(["-"], stdin=io.BytesIO(raw)))


def test_an_article_knows_its_file_and_the_hash_of_its_bytes(folder: Path) -> None:
    raw = b"\xef\xbb\xbf" + NEWS.encode() + b"\r\n"
    article = read_one(write("in/a.b.txt", raw))
    assert (article.id, article.path, article.text) == ("a.b", "in/a.b.txt", NEWS + "\r\n")
    assert article.sha256 == hashlib.sha256(raw).hexdigest()


def test_one_bad_file_does_not_stop_the_others(folder: Path) -> None:
    write("in/a.txt")
    write("in/b.txt", b"caf\xe9")
    write("in/c.txt", b"")
    write("in/d.txt")
    found = list(read_articles(["in"]))
    assert [isinstance(item, Article) for item in found] == [True, False, False, True]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t \xe2\x80\x8b", "has only white space"),
        (b"970x125\n_____\nBy BBC News\n", "has nothing but boilerplate (ad size, rule, byline)"),
        (b" date 2025-08-12 ", "has nothing but boilerplate (header)"),
        (b"GIF89a\0\0", "is binary, not text"),
        (b"caf\xe9", "is not UTF-8 (byte 0xe9 at position 3)"),
    ],
)
def test_a_file_without_news_is_an_error_that_names_it(folder: Path, content: bytes, reason: str) -> None:
    assert error_of(write("in/a.txt", content)).startswith(f"in/a.txt: {reason}")


def test_a_file_above_the_limit_is_refused_with_the_limit_to_raise(folder: Path) -> None:
    name = write("a.txt", "a" * 101)
    assert error_of(name, Limits(article_bytes=100)) == (
        "a.txt: it has more than 100 bytes; split it, or raise the limit `article_bytes`"
    )
    assert isinstance(next(read_articles([name], limits=Limits(article_bytes=101))), Article)


def test_a_json_file_above_its_limit_is_refused(folder: Path) -> None:
    name = write("a.json", '{"text": "Mexico."}')
    assert "`json_bytes`" in error_of(name, Limits(json_bytes=10))


def test_a_file_that_goes_away_or_cannot_be_opened_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = read_articles([write("a.txt"), write("b.txt"), write("c.txt")])
    Path("a.txt").unlink()
    usual = Path.open

    def refuse(path: Path, mode: str = "r") -> object:
        if path.name == "b.txt":
            raise PermissionError(13, "Permission denied")
        return usual(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    first, second, third = articles
    assert str(first) == "a.txt: cannot be read (No such file or directory); check the path and its rights"
    assert str(second) == "b.txt: cannot be read (Permission denied); check the path and its rights"
    assert isinstance(third, Article)


def test_nothing_to_read_is_raised_at_once(folder: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        read_articles(["nowhere"])


def ids(*inputs: str) -> list[str]:
    return [item.id for item in read_articles(inputs) if isinstance(item, Article)]


def test_the_same_stem_in_two_folders_gets_a_number(folder: Path) -> None:
    write("in/one/a.txt")
    write("in/two/a.txt")
    write("in/two/a.html", f"<html><body><article><p>{NEWS} {NEWS}</p></article></body></html>")
    assert ids("in") == ["a", "a-2", "a-3"]


def test_a_number_never_takes_an_id_that_was_given(folder: Path) -> None:
    lines = "".join(f'{{"id": "{name}", "text": "{NEWS}"}}\n' for name in ("a-2", "a", "a", "a", "a-2"))
    assert ids(write("in.jsonl", lines)) == ["a-2", "a", "a-3", "a-4", "a-2-2"]


def test_what_cannot_be_read_changes_no_id_of_others(folder: Path) -> None:
    write("in/1/a.txt", "970x125")
    write("in/2/a.txt")
    assert ids("in") == ["a-2"]


def test_standard_input_is_text_or_json_lines_or_html_as_it_comes() -> None:
    (text,) = from_stdin(f"\n {NEWS}".encode())
    assert isinstance(text, Article)
    assert (text.id, text.path, text.text) == ("stdin", "-", f"\n {NEWS}")

    first, second, third = from_stdin(
        f'\n{{"text": "{NEWS}"}}\nbad\n{{"id": "x", "text": "{NEWS}"}}'.encode()
    )
    assert isinstance(first, Article)
    assert first.id == "stdin-2"
    assert str(second).startswith("-:3: is not JSON")
    assert isinstance(third, Article)
    assert third.id == "x"

    (page,) = from_stdin(
        f"<!DOCTYPE html><html><body><article><p>{NEWS} {NEWS}</p></article></body></html>".encode()
    )
    assert isinstance(page, Article)
    assert "<p>" not in page.text


def test_standard_input_may_be_one_json_value_on_many_lines() -> None:
    (one,) = from_stdin(f'{{\n "text": "{NEWS}"\n}}'.encode())
    assert isinstance(one, Article)
    several = from_stdin(f'[\n{{"text": "{NEWS}"}},\n{{"text": "{NEWS}"}}]'.encode())
    assert [item.id for item in several if isinstance(item, Article)] == ["stdin-1", "stdin-2"]


def test_a_broken_first_line_of_json_lines_does_not_make_text_of_the_rest() -> None:
    first, second = from_stdin(f'{{"text": oops}}\n{{"text": "{NEWS}"}}'.encode())
    assert str(first).startswith("-:1: is not JSON")
    assert isinstance(second, Article)


def test_text_that_starts_with_a_brace_is_text() -> None:
    (article,) = from_stdin(f"{{sic}} {NEWS}".encode())
    assert isinstance(article, Article)
    assert article.text == f"{{sic}} {NEWS}"


def test_empty_standard_input_is_an_error() -> None:
    (error,) = from_stdin(b"")
    assert str(error).startswith("-: is empty")


def test_json_lines_are_read_as_they_are_drawn() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
            self.given += 1
            line = f'{{"text": "{NEWS}"}}\n'.encode()
            buffer[: len(line)] = line
            return len(line)

    stream = Endless()
    articles = read_articles(["-"], stdin=stream)  # type: ignore[arg-type]
    assert [next(articles).id for _ in range(3)] == ["stdin-1", "stdin-2", "stdin-3"]  # type: ignore[union-attr]
    assert stream.given == 3


def test_metadata_stands_before_header_and_header_before_stamp(folder: Path) -> None:
    text = " date 2025-08-11 Mexico City\\nPublished: August 10, 2025\\nMexico sent 26 people."
    with_metadata = read_one(write("a.jsonl", f'{{"published": "2025-08-12", "text": "{text}"}}'))
    assert with_metadata.published == date(2025, 8, 12)
    assert read_one(write("b.jsonl", f'{{"text": "{text}"}}')).published == date(2025, 8, 11)
    headless = text.removeprefix(" date 2025-08-11 ")
    assert read_one(write("c.jsonl", f'{{"text": "{headless}"}}')).published == date(2025, 8, 10)


def test_an_impossible_header_is_boilerplate_and_states_nothing(folder: Path) -> None:
    article = read_one(write("a.txt", f" date 2025-13-45 {NEWS}"))
    assert article.published is None
    assert [sentence.boilerplate for sentence in article.sentences] == ["header", None]


def test_line_ends_make_no_difference_to_what_is_found(folder: Path, seeds: Path) -> None:
    for seed in sorted(seeds.glob("*.txt")):
        unix = read_one(str(seed))
        windows = read_one(write(seed.name, seed.read_bytes().replace(b"\n", b"\r\n")))
        assert [(s.boilerplate, windows.sentence_text(s.number)) for s in windows.sentences] == [
            (s.boilerplate, unix.sentence_text(s.number)) for s in unix.sentences
        ]


def test_reading_twice_gives_the_same(seeds: Path) -> None:
    assert list(read_articles([str(seeds)])) == list(read_articles([str(seeds)]))


def test_trafilatura_is_imported_only_for_html() -> None:
    check = (
        "import sys; from extractor.articles import read_articles; "
        "list(read_articles(['seeds/002_a622ddb6cab2c3b2.txt'])); "
        "assert 'trafilatura' not in sys.modules and 'lxml' not in sys.modules"
    )
    repository = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", check], cwd=repository, check=True)


LINES = st.sampled_from(
    [
        " date 2025-08-12 ",
        "LONDON (AP) — ",
        "970x125",
        "Tuesday 12 August 2025 16:57 EDT",
        "Mara Verza",
        "Mexico sends 26 to the U.S.",
        "“We won.” she said. It rained at 5 p.m. Tuesday. ",
        "Sign up for our newsletter.",
        "— A (@b) August 1, 2025",
        "\n",
        "\r\n\r\n",
        "é漢😀\u200b ",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(LINES, max_size=20).map("".join)))
def test_sentences_are_numbered_spans_in_order_that_leave_nothing_out(text: str) -> None:
    draft = Draft(id="a", text=text, where="a.txt", path="a.txt", sha256="")
    try:
        article = build_article(draft, "a")
    except ArticleError:
        return
    assert article.text == text
    assert [sentence.number for sentence in article.sentences] == list(range(1, len(article.sentences) + 1))
    end = 0
    for sentence in article.sentences:
        assert sentence.span.start < sentence.span.end
        assert is_blank(text[end : sentence.span.start])
        end = sentence.span.end
    assert is_blank(text[end:])
    assert article.news
