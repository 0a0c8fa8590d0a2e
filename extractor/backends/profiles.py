"""Backend profiles: which model answers, where it runs, and how it is asked.

A profile is a TOML table. Four places give its values, the first that speaks wins: the command line,
`[backends.NAME]` in the project's `extractor.toml`, the same in the user's own file, and the shipped
`profiles.toml`.
"""

from __future__ import annotations

import ipaddress
import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extractor.backends.answers.modes import OutputMode
from extractor.backends.keys import OWN_HOSTS, holds_a_key
from extractor.backends.limits.prices import Price
from extractor.backends.providers import provider_names
from extractor.errors import ProfileError
from extractor.records import JsonObject
from extractor.resources import replacing

PROJECT_FILE = Path("extractor.toml")
"""The project's own profiles, in the folder the command runs in."""

_SHIPPED_FILE = Path(__file__).with_name("profiles.toml")

_SET_BY_THE_CLIENT = frozenset(
    {
        "api_key", "context", "extra_headers", "extra_query", "functions", "hooks", "logprobs",
        "max_completion_tokens", "max_retries", "max_tokens", "messages", "model", "n", "response_format",
        "response_model", "stream", "strict", "timeout", "token_budget", "tool_choice", "tools",
        "top_logprobs",
    }
)  # fmt: skip

_FLAGS = {"model": "--model", "base_url": "--base-url", "plan": "--plan"}


class Profile(BaseModel):
    """One backend: the model, where it runs, and how it is asked. It never holds a key."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    name: str = Field(min_length=1)
    kind: str
    """`embedded`: a model file in a server that we start; else the API that the server speaks, a file of
    `providers/`: `openai` for chat completions, which most servers speak, `anthropic` and so on."""
    base_url: str | None = None
    """Where the server listens, with its `/v1`; `None` exactly when `kind` is `embedded`."""
    model: str = Field(min_length=1)
    """The model's id at the server; for `embedded` a known model's name or the path of a GGUF file."""
    key_env: str | None = None
    """The name of the environment variable that holds the key; `None` when the server wants no key."""
    key_keyring: str | None = Field(default=None, min_length=1)
    """`SERVICE` or `SERVICE/ACCOUNT` in the system's keyring, asked when the variable is not set."""
    plan: Literal["article", "outline"] = "article"
    """Everything about an article in one question, or in several short ones, for small models."""
    logprobs: bool = False
    """Whether answers are asked for with the probabilities of their tokens, from which confidence comes."""
    mode: OutputMode = "json_schema"
    """How a request asks for the form of the answer: as a schema it enforces (`strict` as OpenAI wants it,
    with every key required), as a tool it calls, or in the prompt, with or without its own JSON mode."""
    length_parameter: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """What the server calls the limit on the answer's length."""
    concurrency: int = Field(default=4, ge=1, le=256)
    """The most calls in flight, which a run works its way up to; for `embedded` the server's slots."""
    requests_per_minute: int | None = Field(default=None, ge=1)
    """The most calls that start in any minute; `None` for no limit of ours."""
    tokens_per_minute: int | None = Field(default=None, ge=1)
    """The most tokens, of prompts and answers, of the calls that start in any minute."""
    context: int | None = Field(default=None, ge=256)
    """Tokens that prompt and answer may have together; `None` when unknown."""
    max_tokens: int = Field(default=8192, ge=1)
    """The most tokens one answer may have."""
    timeout: float = Field(default=120, gt=0)
    """Seconds of wall clock for one call, from sending to the last byte."""
    parameters: dict[str, Any] = Field(default_factory=dict)
    """Further parameters of each request, such as `temperature`, `seed` or `extra_body`."""
    price: Price | None = None
    """What the model's tokens cost; `None` for what the shipped list of prices says."""

    @property
    def is_loopback(self) -> bool:
        """Whether the calls stay on this machine."""
        return self.kind == "embedded" or _is_loopback(self.base_url or "")

    @field_validator("kind")
    @classmethod
    def _only_known_kinds(cls, value: str) -> str:
        kinds = ["embedded", *provider_names()]
        if value not in kinds:
            raise ValueError(f"choose {', '.join(map(repr, kinds[:-1]))} or {kinds[-1]!r}")
        return value

    @field_validator("base_url")
    @classmethod
    def _only_plain_web_addresses(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("give an address that starts with http:// or https://")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError(
                "give the address alone, without a user, a password, ? or #; keys go into key_env"
            )
        return value.rstrip("/")

    @field_validator("key_env")
    @classmethod
    def _a_name_not_a_key(cls, value: str | None) -> str | None:
        if value is not None and not (value.isidentifier() and value == value.upper()):
            raise ValueError(
                "give the name of an environment variable, such as OPENAI_API_KEY, never the key"
            )
        return value

    @field_validator("parameters")
    @classmethod
    def _only_free_parameters(cls, value: dict[str, Any]) -> dict[str, Any]:
        if holds_a_key(value):
            raise ValueError("a key is in here: take it out; key_env or key_keyring says where it is kept")
        taken = sorted(_SET_BY_THE_CLIENT & value.keys())
        if taken:
            raise ValueError(f"leave out {', '.join(taken)}: the profile's own fields or the client set it")
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError):
            raise ValueError("use only text, numbers, booleans, lists and tables") from None
        return value

    @model_validator(mode="after")
    def _address_and_kind_agree(self) -> Profile:
        if self.kind == "embedded" and self.base_url is not None:
            raise ValueError("base_url does not go with kind = 'embedded': use --backend compatible")
        if self.kind == "anthropic" and self.logprobs:
            raise ValueError("logprobs does not go with kind = 'anthropic': its API gives none")
        if self.kind != "embedded" and self.base_url is None:
            raise ValueError("base_url is missing: give --base-url, or base_url in extractor.toml")
        if self.key_env and not self.is_loopback and urlsplit(self.base_url or "").scheme == "http":
            raise ValueError("base_url would send the key unencrypted: use https://, or leave key_env out")
        return self


@dataclass(frozen=True)
class _Sources:
    """The tables of every place but the command line, weakest first, and the hosts the user allows."""

    shipped: Mapping[str, Any]
    user: Mapping[str, Any]
    project: Mapping[str, Any]
    project_file: Path
    allowed_hosts: tuple[str, ...] | None

    def known(self) -> list[str]:
        return sorted({*self.shipped, *self.user, *self.project})

    def table(self, name: str) -> JsonObject:
        return _overlaid(self.shipped.get(name, {}), self.user.get(name, {}), self.project.get(name, {}))

    def origin(self, name: str, field: str) -> str:
        """The place that a wrong value came from, for a message."""
        places = ((self.project, self.project_file), (self.user, user_file()))
        exact = [place for tables, place in places if field in tables.get(name, {})]
        holders = [place for tables, place in places if name in tables]
        place = next(iter([*exact, *holders]), None)
        return f"backend {name}" if place is None else f"{place}: backends.{name}"


def user_file() -> Path:
    """The user's own profiles: `extractor.toml` in `EXTRACTOR_CONFIG_DIR`, or in the system's folder."""
    chosen = os.environ.get("EXTRACTOR_CONFIG_DIR")
    folder = Path(chosen).expanduser() if chosen else platformdirs.user_config_path("extractor")
    return folder / PROJECT_FILE.name


def profile_names(file: Path | None = None) -> dict[str, str]:
    """Every backend's name and the strongest place that speaks of it: `shipped`, `user` or `project`."""
    sources = _sources(file)
    places = (("shipped", sources.shipped), ("user", sources.user), ("project", sources.project))
    return {name: [place for place, tables in places if name in tables][-1] for name in sources.known()}


def server_addresses(file: Path | None = None) -> dict[str, str]:
    """The address of every backend that is a server of this machine, by name; it may have no model yet."""
    sources = _sources(file)
    addresses = {name: sources.table(name).get("base_url") for name in sources.known()}
    return {name: str(url) for name, url in addresses.items() if url and _is_loopback(str(url))}


def address_without_model(name: str, base_url: str | None = None) -> str | None:
    """Where a backend's server listens, if that is on this machine and nothing says which model it is to be.

    `base_url` is what the command line says of the address.
    """
    table = _sources(None).table(name)
    address = str(base_url or table.get("base_url") or "")
    return address.rstrip("/") if "model" not in table and address and _is_loopback(address) else None


def load_profile(
    name: str = "local",
    *,
    model: str | None = None,
    base_url: str | None = None,
    plan: str | None = None,
    file: Path | None = None,
) -> Profile:
    """The profile with this name, with what the command line says on top.

    `file` is the project's profile file; without it, `extractor.toml` is used when it is there.

    Raises:
        ProfileError: there is no such profile, or a value is wrong; the message names file and field.
    """
    sources = _sources(file)
    if name not in sources.known():
        raise ProfileError(
            f"no backend {name!r}: choose one of {', '.join(sources.known())}, "
            f"or add [backends.{name}] to {sources.project_file}"
        )
    flags = {"model": model, "base_url": base_url, "plan": plan}
    given: JsonObject = {field: value for field, value in flags.items() if value is not None}
    table = _overlaid(sources.table(name), given)
    if sources.table(name).get("model", table.get("model")) != table.get("model"):
        table.pop("price", None)  # that of another model
    try:
        profile = Profile.model_validate({**table, "name": name})
    except ValidationError as error:
        raise ProfileError(_explained(error, name, given, sources)) from None
    _check_host(
        profile, sources, "--base-url" if base_url else f"{sources.origin(name, 'base_url')}.base_url"
    )
    return profile


def write_profile(file: Path, name: str, changes: Mapping[str, Any]) -> None:
    """Put these fields into a backend's table of a profile file; the rest of the file stays as it is.

    Raises:
        ProfileError: the file is no profile file, or cannot be written.
    """
    import tomlkit

    _tables(_content(file).get("backends", {}), file, "backends")
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.is_file() else tomlkit.document()
        tables: Any = document.setdefault("backends", tomlkit.table(is_super_table=True))
        if name not in tables:
            tables[name] = tomlkit.table()
        tables[name].update(changes)
        with replacing(file) as temporary:
            temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
    except OSError as error:
        raise ProfileError(f"{file}: cannot be written: {error.strerror}") from error


def _sources(file: Path | None) -> _Sources:
    project_file = file or PROJECT_FILE
    user, project = _content(user_file()), _content(project_file, must_exist=file is not None)
    if "allowed_hosts" in project:
        raise ProfileError(f"{project_file}: allowed_hosts: only your own file may say so: {user_file()}")
    hosts = user.get("allowed_hosts")
    if hosts is not None and not (isinstance(hosts, list) and all(isinstance(host, str) for host in hosts)):
        raise ProfileError(f"{user_file()}: allowed_hosts: write a list of hosts, such as ['*.example.org']")
    return _Sources(
        shipped=_tables(_content(_SHIPPED_FILE), _SHIPPED_FILE),
        user=_tables(user.get("backends", {}), user_file(), "backends"),
        project=_tables(project.get("backends", {}), project_file, "backends"),
        project_file=project_file,
        allowed_hosts=None if hosts is None else tuple(hosts),
    )


def _check_host(profile: Profile, sources: _Sources, place: str) -> None:
    """Refuse a host that the user's list leaves out, and one that a provider's key does not belong to.

    A project's file may come from somebody else: it must not send `OPENAI_API_KEY` to their server.
    """
    host = (urlsplit(profile.base_url or "").hostname or "").lower()
    if profile.is_loopback:
        return
    shipped = urlsplit(str(sources.shipped.get(profile.name, {}).get("base_url", ""))).hostname
    if sources.allowed_hosts is not None and matches_host(host, sources.allowed_hosts):
        return
    if sources.allowed_hosts is not None and host != shipped:
        raise ProfileError(
            f"{place}: {host} is not in allowed_hosts of {user_file()}: add it there, if you trust it"
        )
    own = OWN_HOSTS.get(profile.key_env or "")
    if own and not matches_host(host, own):
        raise ProfileError(
            f"{place}: the key in {profile.key_env} goes to {' or '.join(own)} only, not to {host}: "
            f"keep the key for it in another variable, or add the host to allowed_hosts in {user_file()}"
        )


def matches_host(host: str, patterns: Sequence[str]) -> bool:
    """Whether a host is one of these; `*` stands for any labels."""
    return any(fnmatchcase(host.lower(), pattern.lower()) for pattern in patterns)


def _content(file: Path, *, must_exist: bool = False) -> JsonObject:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise ProfileError(f"{file}: there is no such file") from None
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{file}: not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{file}: cannot be read: {error}") from None


def _tables(tables: Any, file: Path, section: str = "") -> Mapping[str, Any]:
    if not isinstance(tables, dict):
        raise ProfileError(f"{file}: {section}: write it as tables, [{section}.NAME]")
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ProfileError(f"{file}: {section}.{name}: write it as a table, [{section}.{name}]")
    return tables


def _overlaid(*tables: Mapping[str, Any]) -> JsonObject:
    """The tables merged, later ones winning; `parameters` are merged one by one."""
    merged: JsonObject = {}
    for table in tables:
        parameters = merged.get("parameters", {}), table.get("parameters", {})
        merged.update(table)
        if all(isinstance(part, dict) for part in parameters) and any(parameters):
            merged["parameters"] = {**parameters[0], **parameters[1]}
    return merged


def _explained(error: ValidationError, name: str, given: Mapping[str, Any], sources: _Sources) -> str:
    """Where the first wrong value came from and what is wrong; never the value, which might be a key."""
    problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
    field = ".".join(map(str, problem["loc"]))
    top, says = field.partition(".")[0], problem["msg"].removeprefix("Value error, ")
    match problem["type"]:
        case "literal_error":
            says = says.replace("Input should be", "choose", 1)
        case "missing" if top in _FLAGS:
            says = f"is missing: give {_FLAGS[top]}, or {top} in {sources.project_file}"
        case "missing":
            says = "is missing"
        case "extra_forbidden" if holds_a_key({top: None}):
            says = "a key is never kept in a file: key_env or key_keyring says where it is"
        case "extra_forbidden":
            says = f"is not known; known are {', '.join(sorted(Profile.model_fields))}"
    if top in given:
        return f"{_FLAGS[top]}: {says}"
    return f"{'.'.join(filter(None, (sources.origin(name, top), field)))}: {says}"


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
