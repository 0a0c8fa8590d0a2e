from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractor.backends import Profile, load_profile, profiles
from extractor.backends.keys import OWN_HOSTS
from extractor.backends.profiles import PROJECT_FILE, profile_names
from extractor.errors import ProfileError

KEY = "sk-canary-0123456789"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the project's profile file, in an empty folder that we stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / PROJECT_FILE


def test_without_a_name_the_embedded_model_is_asked_in_several_questions(project: Path) -> None:
    profile = load_profile()
    assert (profile.name, profile.kind, profile.plan, profile.base_url) == (
        "local",
        "embedded",
        "outline",
        None,
    )
    assert profile.model == "qwen2.5-coder-1.5b"
    assert profile.parameters["temperature"] == 0


def test_openai_takes_its_key_from_the_usual_place(project: Path) -> None:
    profile = load_profile("openai")
    assert (profile.key_env, profile.plan) == ("OPENAI_API_KEY", "article")
    assert profile.base_url == "https://api.openai.com/v1"


def test_compatible_is_any_server_given_on_the_command_line(project: Path) -> None:
    profile = load_profile("compatible", base_url="http://localhost:11434/v1/", model="some-model")
    assert (profile.base_url, profile.model, profile.key_env) == (
        "http://localhost:11434/v1",
        "some-model",
        None,
    )


def test_the_command_line_wins_over_the_project_and_the_project_over_what_is_shipped(project: Path) -> None:
    project.write_text(
        '[backends.openai]\nmodel = "mine"\nplan = "outline"\ntimeout = 9\n'
        "[backends.openai.parameters]\nseed = 7\n",
        encoding="utf-8",
    )
    profile = load_profile("openai", model="given")
    assert (profile.model, profile.plan, profile.timeout) == ("given", "outline", 9)
    assert profile.base_url == "https://api.openai.com/v1"
    assert profile.parameters == {"reasoning_effort": "none", "temperature": 0, "seed": 7}


def test_a_file_given_by_path_is_used_instead_of_the_projects(project: Path, tmp_path: Path) -> None:
    project.write_text('[backends.house]\nkind = "nonsense"\n', encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text(
        '[backends.house]\nkind = "openai"\nbase_url = "https://llm.example/v1"\nmodel = "m"\n',
        encoding="utf-8",
    )
    assert load_profile("house", file=other).base_url == "https://llm.example/v1"


def test_an_unknown_name_lists_the_known_ones(project: Path) -> None:
    project.write_text("[backends.house]\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"choose one of anthropic, .*, house, .*, vllm, or add"):
        load_profile("nope")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("colour = 1", "extractor.toml: backends.house.colour: is not known; known are base_url, "),
        ("concurrency = 0", "extractor.toml: backends.house.concurrency: Input should be greater than"),
        (
            'plan = "page"',
            "extractor.toml: backends.house.plan: choose 'article' or 'outline'",
        ),
        ('base_url = "ftp://x"', "extractor.toml: backends.house.base_url: give an address that starts"),
        ('base_url = "https://u:p@x/v1"', "base_url: give the address alone"),
        ('base_url = "https://x/v1?key=1"', "base_url: give the address alone"),
        ('base_url = "http://[::1"', "backends.house.base_url: "),
        ("parameters = { model = 1 }", "parameters: leave out model"),
        ("parameters = { extra_headers = { a = 1 } }", "parameters: leave out extra_headers"),
        ("parameters = { stop = 1979-05-27 }", "parameters: use only text, numbers"),
        ("parameters = 3", "backends.house.parameters: Input should be a valid dictionary"),
        ("model =", "extractor.toml: not valid TOML"),
    ],
)
def test_a_mistake_is_named_by_file_and_field(project: Path, toml: str, says: str) -> None:
    house = '[backends.house]\nkind = "openai"\n'
    defaults = {"base_url": 'base_url = "https://x/v1"\n', "model": 'model = "m"\n'}
    others = "".join(line for name, line in defaults.items() if not toml.startswith(name))
    project.write_text(f"{house}{others}{toml}\n", encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile("house")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"), [("backends = 1", "as tables"), ("[backends]\nx = 1", "as a table")]
)
def test_what_is_no_table_is_said_to_be_none(project: Path, text: str, says: str) -> None:
    project.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=says):
        load_profile("local")


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("compatible", {}, "model: is missing: give --model, or model in extractor.toml"),
        ("compatible", {"model": "m"}, "base_url is missing: give --base-url, or base_url in extractor.toml"),
        ("local", {"base_url": "http://localhost:1/v1"}, "use --backend compatible"),
        ("local", {"plan": "page"}, "--plan: choose 'article' or 'outline'"),
        ("openai", {"base_url": "localhost:1"}, "--base-url: give an address that starts with http"),
        ("openai", {"base_url": "http://llm.example/v1"}, "would send the key unencrypted"),
    ],
)
def test_a_mistake_on_the_command_line_is_named_by_its_option(
    project: Path, name: str, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(name, **given)
    assert says in str(caught.value)


@pytest.mark.parametrize("url", ["http://localhost:1/v1", "http://127.0.0.2:1/v1", "http://[::1]:1/v1"])
def test_a_key_may_go_unencrypted_to_this_machine(project: Path, url: str) -> None:
    assert load_profile("openai", base_url=url).is_loopback


@pytest.mark.parametrize(
    "line",
    [f'key_env = "{KEY}"', f'api_key = "{KEY}"', f'base_url = "https://{KEY}@x/v1"', f'kind = "{KEY}"'],
)
def test_a_key_put_where_it_does_not_belong_is_refused_and_not_repeated(project: Path, line: str) -> None:
    project.write_text(f"[backends.openai]\n{line}\n", encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile("openai")
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "line",
    [
        f'parameters = {{ extra_body = {{ note = "{KEY}" }} }}',
        'parameters = { extra_body = { api_key = "short" } }',
        'parameters = { extra_body = { Authorization = "Bearer abcdefghijklmnopqrstu" } }',
    ],
)
def test_a_key_hidden_among_the_parameters_is_refused_and_not_repeated(project: Path, line: str) -> None:
    project.write_text(f"[backends.openai]\n{line}\n", encoding="utf-8")
    with pytest.raises(ProfileError, match="a key is in here: take it out") as caught:
        load_profile("openai")
    assert KEY not in str(caught.value)


def test_a_key_as_a_field_is_refused_with_where_keys_are_kept(project: Path) -> None:
    project.write_text(f'[backends.openai]\napi_key = "{KEY}"\n', encoding="utf-8")
    with pytest.raises(
        ProfileError, match="a key is never kept in a file: key_env or key_keyring says where"
    ):
        load_profile("openai")


# the user's own file


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the user's profile file."""
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("EXTRACTOR_CONFIG_DIR", str(folder))
    return folder / PROJECT_FILE.name


def test_the_project_wins_over_the_user_and_the_user_over_what_is_shipped(project: Path, user: Path) -> None:
    user.write_text('[backends.openai]\nmodel = "users"\ntimeout = 7\nconcurrency = 3\n', encoding="utf-8")
    project.write_text('[backends.openai]\nmodel = "projects"\ntimeout = 9\n', encoding="utf-8")
    profile = load_profile("openai", model="flag")
    assert (profile.model, profile.timeout, profile.concurrency) == ("flag", 9, 3)
    assert load_profile("openai").model == "projects"
    project.unlink()
    assert load_profile("openai").model == "users"


def test_each_backend_has_the_strongest_place_that_speaks_of_it(project: Path, user: Path) -> None:
    user.write_text('[backends.openai]\nmodel = "a"\n[backends.mine]\n', encoding="utf-8")
    project.write_text("[backends.mine]\n[backends.house]\n", encoding="utf-8")
    names = profile_names()
    assert (names["openai"], names["mine"], names["house"], names["local"]) == (
        "user",
        "project",
        "project",
        "shipped",
    )


def test_a_mistake_in_the_users_file_is_named_by_that_file(project: Path, user: Path) -> None:
    user.write_text("[backends.openai]\nconcurrency = 0\n", encoding="utf-8")
    project.write_text("[backends.openai]\ntimeout = 9\n", encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile("openai")
    assert str(caught.value).startswith(f"{user}: backends.openai.concurrency: ")


# where keys and articles may go


SHIPPED = tomllib.loads(Path(profiles.__file__).with_name("profiles.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [name for name, table in SHIPPED.items() if "key_env" in table])
def test_every_shipped_key_has_its_own_hosts(name: str, project: Path) -> None:
    of_an_account = {
        "azure": "https://my-own.openai.azure.com/openai/v1",
        "bedrock": "https://bedrock-runtime.eu-west-1.amazonaws.com/openai/v1",
    }
    base_url = SHIPPED[name].get("base_url") or of_an_account[name]
    profile = load_profile(name, model="m", base_url=base_url)
    assert OWN_HOSTS[str(profile.key_env)]
    with pytest.raises(ProfileError, match=f"--base-url: the key in {profile.key_env} goes to .* only"):
        load_profile(name, model="m", base_url="https://llm.example/v1")


@pytest.mark.parametrize(
    "table",
    [
        '[backends.openai]\nbase_url = "https://evil.example/v1"',
        (
            '[backends.x]\nkind = "openai"\nmodel = "m"\n'
            'base_url = "https://evil.example/v1"\nkey_env = "OPENAI_API_KEY"'
        ),
        '[backends.openai]\nbase_url = "https://api.openai.com.evil.example/v1"',
        '[backends.openai]\nbase_url = "https://evil.example/api.openai.com/v1"',
        '[backends.azure]\nbase_url = "https://evil-openai.azure.com.example/v1"\nmodel = "m"',
    ],
)
def test_a_projects_file_cannot_send_a_providers_key_elsewhere(project: Path, table: str) -> None:
    project.write_text(table, encoding="utf-8")
    with pytest.raises(ProfileError, match=r"extractor.toml: backends\..*\.base_url: the key in .* goes to"):
        load_profile(tomllib.loads(table)["backends"].popitem()[0])


def test_the_user_may_allow_a_host_for_a_key_and_then_no_other_is_called(project: Path, user: Path) -> None:
    user.write_text('allowed_hosts = ["*.example.org"]\n', encoding="utf-8")
    assert load_profile("openai", base_url="https://llm.example.org/v1").key_env == "OPENAI_API_KEY"
    assert load_profile("openai").base_url == "https://api.openai.com/v1"
    assert load_profile("compatible", base_url="http://127.0.0.1:1/v1", model="m").is_loopback
    with pytest.raises(ProfileError, match=r"--base-url: llm\.example\.com is not in allowed_hosts of"):
        load_profile("compatible", base_url="https://llm.example.com/v1", model="m")


def test_a_projects_file_cannot_allow_a_host(project: Path) -> None:
    project.write_text('allowed_hosts = ["*"]\n', encoding="utf-8")
    with pytest.raises(ProfileError, match="allowed_hosts: only your own file may say so"):
        load_profile("local")


@pytest.mark.parametrize("name", ["ollama", "llama.cpp", "vllm", "lm-studio"])
def test_presets_of_servers_at_home_stay_on_this_machine_and_want_a_model(name: str, project: Path) -> None:
    assert load_profile(name, model="m").is_loopback
    with pytest.raises(ProfileError, match="model: is missing: give --model"):
        load_profile(name)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"missing\.toml: there is no such file"):
        load_profile("local", file=tmp_path / "missing.toml")


def test_a_profile_cannot_be_changed() -> None:
    profile = Profile(name="x", kind="embedded", model="m")
    with pytest.raises(ValueError, match="frozen"):
        profile.model = "other"  # type: ignore[misc]
