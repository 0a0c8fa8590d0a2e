"""Backend profiles: which model answers, where it runs, and how it is asked.

A profile is a TOML table. Three places give its values, the first that speaks wins: the command line,
`[backends.NAME]` in the project's `extractor.toml`, and the shipped `profiles.toml`.
"""

from __future__ import annotations

import ipaddress
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extractor.errors import ProfileError

PROJECT_FILE = Path("extractor.toml")
"""The project's own profiles, in the folder the command runs in."""

_SHIPPED_FILE = Path(__file__).with_name("profiles.toml")

_SET_BY_THE_CLIENT = frozenset(
    {
        "api_key", "context", "extra_headers", "extra_query", "functions", "hooks", "max_completion_tokens",
        "max_retries", "max_tokens", "messages", "model", "n", "response_format", "response_model", "stream",
        "strict", "timeout", "token_budget", "tool_choice", "tools",
    }
)  # fmt: skip

_FLAGS = {"model": "--model", "base_url": "--base-url", "plan": "--plan"}


class Profile(BaseModel):
    """One backend: the model, where it runs, and how it is asked. It never holds a key."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    name: str = Field(min_length=1)
    kind: Literal["embedded", "openai"]
    """`embedded`: a model file in a server that we start; `openai`: a server that speaks OpenAI's chat
    completions."""
    base_url: str | None = None
    """Where the server listens, with its `/v1`; `None` exactly when `kind` is `embedded`."""
    model: str = Field(min_length=1)
    """The model's id at the server; for `embedded` a known model's name or the path of a GGUF file."""
    key_env: str | None = None
    """The name of the environment variable that holds the key; `None` when the server wants no key."""
    plan: Literal["article", "sentence", "triggers"] = "article"
    """One question an article, one a sentence, or one for each word of it that names an event."""
    mode: Literal["json_schema", "tools", "json"] = "json_schema"
    """How the server is told the form of the answer: as a schema it enforces, as a tool it calls, or in
    the prompt only."""
    length_parameter: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """What the server calls the limit on the answer's length."""
    concurrency: int = Field(default=4, ge=1, le=256)
    """The most calls in flight; for `embedded` also the number of the server's slots."""
    context: int | None = Field(default=None, ge=256)
    """Tokens that prompt and answer may have together; `None` when unknown."""
    max_tokens: int = Field(default=8192, ge=1)
    """The most tokens one answer may have."""
    timeout: float = Field(default=120, gt=0)
    """Seconds of wall clock for one call, from sending to the last byte."""
    parameters: dict[str, Any] = Field(default_factory=dict)
    """Further parameters of each request, such as `temperature`, `seed` or `extra_body`."""

    @property
    def is_loopback(self) -> bool:
        """Whether the calls stay on this machine."""
        return self.kind == "embedded" or _is_loopback(self.base_url or "")

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
        if self.kind == "openai" and self.base_url is None:
            raise ValueError("base_url is missing: give --base-url, or base_url in extractor.toml")
        if self.key_env and not self.is_loopback and urlsplit(self.base_url or "").scheme == "http":
            raise ValueError("base_url would send the key unencrypted: use https://, or leave key_env out")
        return self


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
    project_file = file or PROJECT_FILE
    shipped = _tables(_SHIPPED_FILE.read_text(encoding="utf-8"), _SHIPPED_FILE)
    project = _project_tables(project_file, must_exist=file is not None)
    if name not in shipped and name not in project:
        known = ", ".join(sorted({*shipped, *project}))
        raise ProfileError(
            f"no backend {name!r}: choose one of {known}, or add [backends.{name}] to {project_file}"
        )
    flags = {"model": model, "base_url": base_url, "plan": plan}
    given = {field: value for field, value in flags.items() if value is not None}
    table = _overlaid(shipped.get(name, {}), project.get(name, {}), given)
    try:
        return Profile.model_validate({**table, "name": name})
    except ValidationError as error:
        raise ProfileError(_explained(error, name, given, project.get(name), project_file)) from None


def _project_tables(file: Path, *, must_exist: bool) -> dict[str, dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        if must_exist:
            raise ProfileError(f"{file}: there is no such file") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{file}: cannot be read: {error}") from None
    return _tables(text, file, section="backends")


def _tables(text: str, file: Path, section: str | None = None) -> dict[str, dict[str, Any]]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{file}: not valid TOML: {error}") from None
    tables = content.get(section, {}) if section else content
    if not isinstance(tables, dict):
        raise ProfileError(f"{file}: {section}: write it as tables, [{section}.NAME]")
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ProfileError(f"{file}: {section}.{name}: write it as a table, [{section}.{name}]")
    return tables


def _overlaid(*tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables merged, later ones winning; `parameters` are merged one by one."""
    merged: dict[str, Any] = {}
    for table in tables:
        parameters = merged.get("parameters", {}), table.get("parameters", {})
        merged.update(table)
        if all(isinstance(part, dict) for part in parameters) and any(parameters):
            merged["parameters"] = {**parameters[0], **parameters[1]}
    return merged


def _explained(
    error: ValidationError,
    name: str,
    given: Mapping[str, Any],
    project: Mapping[str, Any] | None,
    project_file: Path,
) -> str:
    """Where the first wrong value came from and what is wrong; never the value, which might be a key."""
    problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in problem["loc"])
    top = str(problem["loc"][0]) if problem["loc"] else ""
    says = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "literal_error":
        says = says.replace("Input should be", "choose", 1)
    if problem["type"] == "missing":
        says = (
            f"is missing: give {_FLAGS[top]}, or {top} in {project_file}" if top in _FLAGS else "is missing"
        )
    if problem["type"] == "extra_forbidden":
        says = f"is not known; known are {', '.join(sorted(Profile.model_fields))}"
    if top in given:
        return f"{_FLAGS[top]}: {says}"
    place = f"{project_file}: backends.{name}" if project is not None else f"backend {name}"
    return f"{place}.{field}: {says}" if field else f"{place}: {says}"


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
