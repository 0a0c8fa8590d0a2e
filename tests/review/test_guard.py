from __future__ import annotations

import base64

import pytest

from extractor.records import MergedEvent
from extractor.review import Review
from extractor.review.guard import HEADERS, Guard, Policy, is_loopback
from extractor.review.server import application
from tests.review.asking import CHANGE, HOST, OWN, ask, decide


@pytest.fixture
def app(review: Review) -> Guard:
    return application(review, "ada", "seeds", Policy("secret", 8765))


def without(headers: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "[::1]:8765"])
def test_the_names_of_this_machine_are_answered(app: Guard, host: str) -> None:
    assert ask(app, headers={**OWN, "host": host}).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1.evil.example:8765",
        "localhost.:8765",
        "127.0.0.2:8765",
        "",
    ],
)
def test_a_foreign_host_is_refused_to_read_and_to_change(
    app: Guard, review: Review, transfer: MergedEvent, host: str
) -> None:
    assert ask(app, headers={**OWN, "host": host}).status == 403
    headers = {**CHANGE, "host": host, "origin": f"http://{host}"}
    assert decide(app, headers, act="accept-event", event=transfer.id).status == 403
    assert not review.log.path.exists()


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "https://127.0.0.1:8765",
        "http://127.0.0.1",
        "http://localhost:8765",
        "",
    ],
)
def test_a_change_from_a_foreign_or_null_origin_is_refused(
    app: Guard, review: Review, transfer: MergedEvent, origin: str
) -> None:
    reply = decide(app, {**CHANGE, "origin": origin}, act="accept-event", event=transfer.id)
    assert reply.status == 403
    assert not review.log.path.exists()


def test_a_change_without_an_origin_is_refused(app: Guard, review: Review, transfer: MergedEvent) -> None:
    assert decide(app, without(CHANGE, "origin"), act="accept-event", event=transfer.id).status == 403
    assert not review.log.path.exists()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/", "/static/review.js", "/similar?event=x"])
def test_a_fetch_from_another_site_is_refused_even_to_read(app: Guard, site: str, path: str) -> None:
    assert ask(app, path, headers={**OWN, "sec-fetch-site": site}).status == 403


@pytest.mark.parametrize("token", [None, "", "wrong", "secret ", "sécret"])
def test_a_change_without_the_token_is_refused(
    app: Guard, review: Review, transfer: MergedEvent, token: str | None
) -> None:
    headers = without(CHANGE, "x-token") if token is None else {**CHANGE, "x-token": token}
    assert decide(app, headers, act="accept-event", event=transfer.id).status == 403
    assert not review.log.path.exists()


def test_a_change_with_everything_right_is_made(app: Guard, review: Review, transfer: MergedEvent) -> None:
    assert decide(app, act="accept-event", event=transfer.id).status == 200
    assert review.log.path.exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(app: Guard, method: str) -> None:
    assert ask(app, "/decide", method, CHANGE).status == 405


def test_reading_changes_nothing(app: Guard, review: Review, transfer: MergedEvent) -> None:
    for path in ("/", "/timeline", "/map", "/differences", f"/event/{transfer.id}", "/similar?event=x"):
        assert ask(app, path).status == 200
    assert ask(app, "/decide?act=accept-event&event=" + transfer.id, headers=CHANGE).status == 405
    assert not review.log.path.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2Fserver.py",
        "/static/%2e%2e/server.py",
        "/static//etc/passwd",
        "/event/../../../etc/passwd",
        "/event/..%2F..%2Fetc%2Fpasswd",
        "/event/%00",
        "/../decisions.jsonl",
    ],
)
def test_a_path_upwards_leads_nowhere(app: Guard, path: str) -> None:
    reply = ask(app, path)
    assert reply.status == 404
    assert "root:" not in reply.text
    assert "import" not in reply.text


def test_every_answer_forbids_scripts_frames_and_other_origins(app: Guard) -> None:
    refused = ask(app, headers={**OWN, "host": "evil.example"})
    for reply in (ask(app), ask(app, "/nothing"), refused, decide(app, act="nonsense")):
        assert {name.lower(): value for name, value in HEADERS.items()}.items() <= reply.headers.items()
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


def test_with_a_password_nothing_is_answered_without_it(review: Review) -> None:
    app = application(review, "ada", "seeds", Policy("secret", 8765, "open sesame"))
    there = {**OWN, "host": "newsroom.example:8765"}

    def given(text: str) -> dict[str, str]:
        return {**there, "authorization": "Basic " + base64.b64encode(text.encode()).decode()}

    assert ask(app, headers=there).status == 401
    assert ask(app, headers=there).headers["www-authenticate"].startswith("Basic")
    assert ask(app, headers=given("ada:wrong")).status == 401
    assert ask(app, headers={**there, "authorization": "Basic %%%"}).status == 401
    assert ask(app, headers=given("ada:open sesame")).status == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://newsroom.example", 200),
        ("http://newsroom.example", 200),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_behind_a_server_that_encrypts_a_change_is_made_from_its_pages_alone(
    review: Review, transfer: MergedEvent, origin: str, status: int
) -> None:
    app = application(review, "ada", "seeds", Policy("secret", 8765, "open sesame"))
    known = "Basic " + base64.b64encode(b"ada:open sesame").decode()
    headers = {**CHANGE, "host": "newsroom.example", "origin": origin, "authorization": known}
    assert decide(app, headers, act="accept-event", event=transfer.id).status == status


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.1.5", False),
        ("newsroom.example", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
