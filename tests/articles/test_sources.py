"""Which files the inputs lead to, in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extractor.articles.kinds import Kind
from extractor.articles.sources import LEDGER, Source, find_sources
from extractor.errors import ArticleError, UsageError
from extractor.store.folder import RunFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("Mexico sent 26 people.", encoding="utf-8")


def paths(*inputs: str) -> list[str]:
    return [item.path if isinstance(item, Source) else str(item) for item in find_sources(inputs)]


def test_a_folder_gives_its_articles_sorted_then_those_of_its_subfolders(folder: Path) -> None:
    write("in/b.txt", "in/a.md", "in/sub/z.html", "in/c.jsonl", "in/hash0a1b")
    assert paths("in") == ["in/a.md", "in/b.txt", "in/c.jsonl", "in/hash0a1b", "in/sub/z.html"]


def test_what_is_clearly_no_article_is_passed_over_in_a_folder(folder: Path) -> None:
    write("in/a.txt", "in/.hidden.txt", "in/.git/b.txt", "in/README.md", "in/LICENSE", "in/a.txt~")
    write("in/photo.JPG", "in/clean.py", "in/a.txt.bak")
    assert paths("in") == ["in/a.txt"]


def test_of_a_run_folder_only_the_articles_are_articles(folder: Path) -> None:
    write(
        "in/a.txt",
        "in/run/ledger.sqlite",
        "in/run/articles.jsonl",
        "in/run/records.jsonl",
        "in/run/report.html",
    )
    assert paths("in") == ["in/a.txt"]
    assert paths("in/run") == paths("in/run/articles.jsonl") == paths("in/run/*") == ["in/run/articles.jsonl"]
    with pytest.raises(
        UsageError, match=r"records.jsonl: is a result of the run in in/run, and no article; "
    ):
        paths("in/run/records.jsonl")
    Path("in/run/articles.jsonl").unlink()
    with pytest.raises(UsageError, match=r"in/run: is the folder of an unfinished run"):
        paths("in/run")


def test_the_folder_of_a_run_is_known_by_its_ledger() -> None:
    assert RunFolder(Path("run")).ledger.name == LEDGER


def test_what_may_be_an_article_in_a_folder_is_reported(folder: Path) -> None:
    write("in/a.txt", "in/b.epub", "in/c.wire", "in/d.xlsx")
    Path("in/e.bin").write_bytes(b"\x00\x01")
    assert paths("in") == [
        "in/a.txt",
        "in/b.epub: .epub files cannot be read; convert it to text first",
        "in/c.wire: has the unknown suffix .wire; name the file itself to read it as text",
        "in/d.xlsx: .xlsx files cannot be read; save it as CSV first",
        "in/e.bin: is binary and no kind of file that can be read; leave it out",
    ]


PAGE = b"<!DOCTYPE html><html><body><p>Mexico sent 26 people.</p></body></html>"


@pytest.mark.parametrize(
    "name",
    ["index.html?id=5", "story.php", "story.php?id=5", "story.aspx", "12345", "page@p=2", "www.post.example"],
)
def test_a_saved_page_is_known_by_its_first_bytes(folder: Path, name: str) -> None:
    Path("in").mkdir()
    Path("in", name).write_bytes(PAGE)
    page = Source(f"in/{name}", Kind.HTML)
    assert find_sources(["in"]) == find_sources(["in/*"]) == find_sources([page.path]) == [page]


def test_the_code_of_a_program_is_no_page(folder: Path) -> None:
    Path("in").mkdir()
    Path("in/a.php").write_bytes(b"<!DOCTYPE html><?php echo 5; ?>")
    Path("in/b.js").write_bytes(b"alert(1)")
    write("in/c.txt")
    assert paths("in") == paths("in/*") == ["in/c.txt"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", Kind.TEXT),
        ("a.TEXT", Kind.TEXT),
        ("a.md", Kind.TEXT),
        ("a.wire", Kind.TEXT),
        ("README.md", Kind.TEXT),
        (".hidden", Kind.TEXT),
        ("a.jsonl", Kind.JSON_LINES),
        ("a.NDJSON", Kind.JSON_LINES),
        ("a.json", Kind.JSON),
        ("a.html", Kind.HTML),
        ("a.HTM", Kind.HTML),
        ("a.csv", Kind.CSV),
        ("a.pdf", Kind.PDF),
        ("a.jsonl.gz", Kind.JSON_LINES),
        ("a.warc.gz", Kind.WARC),
    ],
)
def test_a_file_named_by_the_user_is_read_by_its_suffix_or_else_as_text(
    folder: Path, name: str, kind: Kind
) -> None:
    write(name)
    assert find_sources([name]) == [Source(name, kind)]


def test_a_glob_gives_its_matches_sorted_and_reads_folders(folder: Path) -> None:
    write("in/b.txt", "in/a.txt", "in/a.png", "in/sub/c.txt", "in/odd.wire")
    assert paths("in/*") == ["in/a.txt", "in/b.txt", "in/odd.wire", "in/sub/c.txt"]
    assert paths("in/**/*.txt") == ["in/a.txt", "in/b.txt", "in/sub/c.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(folder: Path) -> None:
    write("a[1].txt")
    assert paths("a[1].txt") == ["a[1].txt"]


def test_a_file_that_several_inputs_lead_to_is_read_once(folder: Path) -> None:
    write("in/a.txt", "in/b.txt")
    Path("in/link.txt").symlink_to("a.txt")
    assert paths("in/b.txt", "in", "in/*.txt", str(folder / "in" / "a.txt"), "-", "-") == [
        "in/b.txt",
        "in/a.txt",
        "-",
    ]


def test_inputs_keep_the_order_the_user_gave(folder: Path) -> None:
    write("b.txt", "a.txt")
    assert paths("b.txt", "a.txt") == ["b.txt", "a.txt"]


def test_a_folder_that_contains_itself_is_reported_and_ends(folder: Path) -> None:
    write("in/a.txt", "in/sub/b.txt")
    Path("in/sub/loop").symlink_to("..", target_is_directory=True)
    assert paths("in") == [
        "in/a.txt",
        "in/sub/b.txt",
        "in/sub/loop: is a link to a folder that contains it; remove the link",
    ]


def test_two_folders_that_link_to_each_other_are_each_read_once(folder: Path) -> None:
    write("in/a/1.txt", "in/b/2.txt")
    Path("in/a/to_b").symlink_to("../b", target_is_directory=True)
    Path("in/b/to_a").symlink_to("../a", target_is_directory=True)
    assert sorted(Path(path).name for path in paths("in")) == ["1.txt", "2.txt"]


def test_a_pipe_in_a_folder_does_not_wait_for_ever(folder: Path) -> None:
    write("in/a.txt")
    os.mkfifo("in/pipe.txt")
    assert paths("in") == ["in/a.txt"]


def test_a_missing_file_is_an_error_and_the_others_are_read(folder: Path) -> None:
    write("a.txt")
    Path("dead.txt").symlink_to("nowhere.txt")
    found = find_sources(["gone.txt", "dead.txt", "a.txt"])
    assert [str(item) for item in found[:2]] == [
        "gone.txt: does not exist; check the path",
        "dead.txt: is a link to a file that does not exist; repair the link",
    ]
    assert isinstance(found[0], ArticleError)
    assert found[2] == Source("a.txt", Kind.TEXT)


def test_nothing_at_all_is_a_usage_error_that_names_what_was_looked_for(folder: Path) -> None:
    Path("empty").mkdir()
    with pytest.raises(UsageError, match=r"gone\.txt: does not exist") as error:
        find_sources(["gone.txt", "empty", "none/*.txt"])
    assert "empty, none/*.txt" in str(error.value)
    assert ".jsonl" in str(error.value)


def test_no_input_at_all_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no input is named"):
        find_sources([])
