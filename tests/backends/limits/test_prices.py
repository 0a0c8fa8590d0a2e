from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from extractor.backends import load_profile
from extractor.backends.limits.prices import FREE, Price, dollars, price_of
from extractor.backends.profiles import PROJECT_FILE
from extractor.backends.usage import Usage
from extractor.errors import ProfileError

HOUSE = Price(input=2.0, cached=0.5, output=10.0, batch_discount=0.5)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / PROJECT_FILE


COSTS = [
    # tokens of prompt, answer and cache; alone, in a batch
    (Usage(0, 0, 0), 0.0, 0.0),
    (Usage(1_000_000, 0, 0), 2.0, 1.0),
    (Usage(1_000_000, 0, 400_000), 1.4, 0.7),
    (Usage(1_000_000, 100_000, 1_000_000), 1.5, 0.75),
    (Usage(100, 0, 900), 0.00005, 0.000025),  # a server that counts more cached than it read
]


@pytest.mark.parametrize(("usage", "alone", "batched"), COSTS)
def test_cached_tokens_and_batches_cost_less(usage: Usage, alone: float, batched: float) -> None:
    assert HOUSE.cost(usage) == pytest.approx(alone)
    assert HOUSE.cost(usage, batched=True) == pytest.approx(batched, abs=1e-6)


def test_without_a_price_for_cached_tokens_they_cost_as_others() -> None:
    assert Price(input=2, output=0).cost(Usage(1_000_000, 0, 500_000)) == 2


def test_the_most_that_tokens_can_cost_counts_nothing_as_cached() -> None:
    assert HOUSE.most(Usage(1_000_000, 100_000, 1_000_000)) == pytest.approx(3.0)


@pytest.mark.parametrize("wrong", [{"input": -1}, {"output": -1}, {"batch_discount": 2}, {"per_call": 1}])
def test_a_price_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Price.model_validate({"input": 1, "output": 1, **wrong})


@pytest.mark.parametrize(
    "name", ["openai", "anthropic", "google", "groq", "openrouter", "mistral", "deepseek"]
)
def test_a_listed_price_has_its_source(name: str, project: Path) -> None:
    price = price_of(load_profile(name))
    assert price is not None
    assert re.match(r"genai-prices [\d.]+, https://", str(price.source))
    assert 0 < price.input < price.output
    assert price.cached is None or price.cached < price.input


def test_where_long_prompts_cost_more_the_price_is_that_of_short_ones(project: Path) -> None:
    price = price_of(load_profile("openai", model="gpt-5.4"))
    assert price is not None
    assert (price.input, price.output, price.batch_discount) == (2.5, 15, 0.5)


def test_prices_are_looked_up_nowhere_else(project: Path) -> None:
    program = (
        "import sys; from extractor.backends import load_profile; "
        "from extractor.backends.limits.prices import price_of; "
        "load_profile('openai'); assert 'genai_prices' not in sys.modules; "
        "sys.addaudithook(lambda event, _: event.startswith('socket.connect') and sys.exit(3)); "
        "assert price_of(load_profile('openai'))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


KNOWN = [
    ("local", None, True),
    ("openai", None, True),
    ("openai", "gpt-5.4-mini-2026-03-17", True),
    ("openai", "gpt-5.4-mini-turbo", False),
    ("anthropic", None, True),
    ("google", None, True),
    ("groq", None, True),
    ("openrouter", None, True),
    ("mistral", None, True),
    ("deepseek", None, True),
    ("cohere", None, True),
    ("ollama", "llama3.1", True),
]


@pytest.mark.parametrize(("name", "model", "known"), KNOWN)
def test_which_presets_have_a_price(project: Path, name: str, model: str | None, known: bool) -> None:
    assert (price_of(load_profile(name, model=model)) is not None) == known


def test_what_runs_on_this_machine_costs_nothing(project: Path) -> None:
    assert price_of(load_profile("local")) == FREE
    assert price_of(load_profile("ollama", model="m")) == FREE
    assert price_of(load_profile("ollama", model="m", base_url="https://ollama.example.org/v1")) is None
    assert price_of(load_profile("compatible", model="m", base_url="http://127.0.0.1:1/v1")) is None


def test_a_profile_gives_the_price_of_its_model_and_not_of_another(project: Path) -> None:
    project.write_text(
        '[backends.openai]\nmodel = "mine"\n[backends.openai.price]\ninput = 1\noutput = 2\n'
        "[backends.compatible.price]\ninput = 3\noutput = 4\n",
        encoding="utf-8",
    )
    assert price_of(load_profile("openai")) == Price(input=1, output=2)
    assert price_of(load_profile("openai", model="gpt-5.4")) != Price(input=1, output=2)
    anywhere = load_profile("compatible", model="m", base_url="https://example.org/v1")
    assert price_of(anywhere) == Price(input=3, output=4)


def test_a_wrong_price_in_a_file_is_reported_with_its_place(project: Path) -> None:
    project.write_text("[backends.openai.price]\ninput = -1\noutput = 2\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"extractor\.toml: backends\.openai\.price\.input: "):
        load_profile("openai")


@pytest.mark.parametrize(
    ("amount", "written"), [(0, "$0.00"), (0.00123, "$0.0012"), (1.5, "$1.50"), (1234.5, "$1,234.50")]
)
def test_money_is_written_for_people(amount: float, written: str) -> None:
    assert dollars(amount) == written


def test_the_guide_says_how_to_give_a_price(project: Path, repository: Path) -> None:
    guide = (repository / "docs" / "guides" / "spending.md").read_text(encoding="utf-8")
    project.write_text(guide[guide.index("```toml") + 7 : guide.rindex("```")], encoding="utf-8")
    price = price_of(load_profile("mistral"))
    assert price == Price(input=0.15, output=0.6, cached=0.015, batch_discount=0.5)
