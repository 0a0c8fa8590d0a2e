"""Find, render and fingerprint the prompt templates of a plan.

A folder of prompts holds, for each question of a plan, two Jinja templates and optionally examples:

    <question>.system.jinja      instructions: rendered once a run, from the schema alone
    <question>.user.jinja        one question: rendered from the article's words
    <question>.examples.jsonl    one example a line: {"input": {…values of the user template…}, "reply": …}

The plan `article` has one question of that name; those of `outline` are called `outline.…`. A folder need not
have all of them: what it does not have is that of the schema, else the generic one.

Everything that does not vary comes first and is the same in every question, so that a backend reads it once.
Articles are data: they are passed to a template as values, never rendered as templates, and what a server
would take for the end of a message is broken up in them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import PromptError
from extractor.fields.base import Question
from extractor.resources import shipped
from extractor.schemas import Schema

GENERIC = "generic"
"""The folder of the templates that serve every schema."""

_CONTROL_TOKEN = re.compile(r"<(?=[|｜/a-zA-Z])|\[(?=/?[A-Z_]+\])")
"""Where a chat format's control token may begin, as in `<|im_end|>`, `</s>`, `<end_of_turn>`, `[/INST]`.

Servers look for them in the whole text of a request, an article's words included."""

_BREAK = "\u200b"
"""Zero-width space: nothing to a reader, and folded away when a reply is looked up in its article."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a question."""

    role: str
    """`system`, `user` or `assistant`."""
    content: str


class Prompt:
    """The templates of one plan for one schema, ready to render."""

    def __init__(
        self,
        folder: Path,
        name: str,
        schema: Schema,
        questions: Sequence[Question] = (),
        *,
        templates: str | None = None,
        **values: Any,
    ) -> None:
        """
        Args:
            folder: where its files are; what it does not have is that of the schema, else the generic one.
            name: that of the question.
            schema: for the system template, as `questions` are.
            questions: the keys of the reply.
            templates: the name of the templates that serve where there are none of its own.
            values: further ones for the system template.

        Raises:
            PromptError: a template is missing or wrong, or an example is not what the template asks for.
        """
        self._folders = [folder, shipped("prompts") / schema.name, _generic()]
        self._environment = _environment(self._folders)
        names = [name, templates] if templates else [name]
        self._user = self._template(*(f"{each}.user.jinja" for each in names))
        system = self._template(*(f"{each}.system.jinja" for each in names))
        instructions = self._fill(system, {"schema": schema, "questions": questions, **values})
        self._opening = (Message("system", instructions), *self._examples(f"{name}.examples.jsonl"))
        self.fingerprint = self._fingerprint()
        """Changes when any word that a model is sent changes, except those of articles."""

    def messages(self, values: Mapping[str, Any]) -> tuple[Message, ...]:
        """The messages of one question: the unvarying opening, then the user template with these values.

        Raises:
            PromptError: the template uses a value that is not given.
        """
        return (*self._opening, Message("user", self._fill(self._user, values)))

    def _examples(self, name: str) -> list[Message]:
        """The examples of the first folder that has any, as turns of a conversation."""
        path = next((p / name for p in self._folders if (p / name).is_file()), None)
        if path is None:
            return []
        messages = []
        for number, line in enumerate(_text_of(path).split("\n"), start=1):
            if not line.strip():
                continue
            try:
                question, reply = _example(line)
                filled = self._fill(self._user, question)
            except PromptError as error:
                raise PromptError(f"{path}:{number}: {error}") from error
            messages += [Message("user", filled), Message("assistant", reply_text(reply))]
        return messages

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for source in self._sources(self._user.name):
            digest.update(f"{source}\0".encode("utf-8", "surrogatepass"))
        for message in self._opening:
            digest.update(f"\0{message.role}\0{message.content}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:16]

    def _sources(self, name: str) -> Iterator[str]:
        """The text of a template and of those it includes, imports or extends."""
        from jinja2 import meta

        waiting, seen = [name], {name}
        while waiting:
            source = self._environment.loader.get_source(self._environment, waiting.pop())[0]
            yield source
            parsed = self._environment.parse(source)
            named = [n for n in meta.find_referenced_templates(parsed) if n and n not in seen]
            seen.update(named)
            waiting += named

    def _template(self, *names: str) -> Any:
        """The first of these templates that there is."""
        from jinja2 import TemplateError

        try:
            return self._environment.select_template(names)
        except (TemplateError, OSError, UnicodeDecodeError) as error:
            raise PromptError(f"{self._folders[0] / names[0]}: {error}") from error

    def _fill(self, template: Any, values: Mapping[str, Any]) -> str:
        try:
            return str(template.render(**values)).strip()
        except Exception as error:  # whatever a template of a user does wrong
            raise PromptError(f"{self._folders[0] / template.name}: {error}") from error


def reply_text(reply: Any) -> str:
    """A reply as a model writes it: compact JSON, or the word alone that answers a closed question."""
    return reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False, separators=(",", ":"))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: {error}") from error


def _example(line: str) -> tuple[Mapping[str, Any], Any]:
    """The question and the reply of an example, parsed."""
    try:
        example = json.loads(line)
        question, reply = example["input"], example["reply"]
    except (ValueError, KeyError, TypeError) as error:
        raise PromptError(
            f'an example is {{"input": {{…}}, "reply": {{…}}}} on one line: {type(error).__name__} {error}'
        ) from error
    if not isinstance(question, dict):
        raise PromptError('"input" is not an object of values of the user template')
    return question, reply


def prompt_folder(plan: str, schema: Schema, reference: str | None = None) -> Path:
    """The folder whose templates serve a plan: the one given, else the schema's own, else the generic one.

    Raises:
        PromptError: the folder given has no templates for this plan.
    """
    if reference is not None:
        folder = Path(reference)
        if not _serves(folder, plan):
            raise PromptError(
                f"{folder}: no files {plan}.*; copy them from {_generic()} or choose another --plan"
            )
        return folder
    own = shipped("prompts") / schema.name
    return own if _serves(own, plan) else _generic()


def _generic() -> Path:
    return shipped("prompts") / GENERIC


def _serves(folder: Path, plan: str) -> bool:
    """Whether a folder holds templates or examples of a plan."""
    return any(folder.glob(f"{plan}.*"))


def _defused(value: Any) -> Any:
    """A value of a template, unable to end the message it stands in."""
    return (
        _CONTROL_TOKEN.sub(lambda start: start.group() + _BREAK, value) if isinstance(value, str) else value
    )


def _environment(folders: Sequence[Path]) -> Any:
    # jinja2 takes a tenth of a second to import, which `--help` need not pay.
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        finalize=_defused,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # what is rendered is a prompt, not a page
    )
