"""The same articles asked about by others, each as its documentation shows it, in a process of its own.

    python benchmarks/_throughput_peers.py PEER URL QUESTIONS IN_FLIGHT FOLDER

QUESTIONS has a JSON object a line: the article's id and text, and the messages that ours would send about it.
The answers are written into a file in FOLDER. A peer is imported when it is asked for, and nothing of this
project is, so that the environment it runs in needs no more than the peer.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

MODEL = "fixed"
_NOT_INSTALLED = 9


class Event(BaseModel):
    """One event that an article reports."""

    s: list[int]
    type: str | None = None
    what: str | None = None
    who: list[str] | None = None
    whom: list[str] | None = None
    to: list[str] | None = None
    count: str | None = None
    when: str | None = None
    where: str | None = None
    status: str | None = None


class Events(BaseModel):
    """The events that an article reports."""

    events: list[Event]


def read(questions: str) -> Iterator[dict[str, Any]]:
    """The questions, one by one."""
    with Path(questions).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


async def gathered(
    ask: Callable[[list[Any]], Awaitable[Events]],
    questions: Iterable[dict[str, Any]],
    in_flight: int,
    output: Path,
) -> None:
    """All calls at once behind a semaphore, as most people write it, and a line for each answer."""
    semaphore = asyncio.Semaphore(in_flight)
    with output.open("w", encoding="utf-8") as lines:

        async def one(question: dict[str, Any]) -> None:
            async with semaphore:
                answer = await ask(question["messages"])
            line = {"id": question["id"], "answer": answer.model_dump(exclude_none=True)}
            lines.write(json.dumps(line) + "\n")

        await asyncio.gather(*(one(question) for question in questions))


async def bare_openai(url: str, questions: str, in_flight: int, output: Path) -> None:
    """OpenAI's SDK, a semaphore, and pydantic."""
    import openai

    schema = {"name": "Events", "schema": Events.model_json_schema()}
    form: Any = {"type": "json_schema", "json_schema": schema}
    async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:

        async def ask(messages: list[Any]) -> Events:
            completion = await client.chat.completions.create(
                model=MODEL, messages=messages, response_format=form, max_tokens=4096
            )
            return Events.model_validate_json(completion.choices[0].message.content or "")

        await gathered(ask, read(questions), in_flight, output)


async def instructor_gather(url: str, questions: str, in_flight: int, output: Path) -> None:
    """The client of instructor, and `asyncio.gather`."""
    import instructor
    import openai

    async with openai.AsyncOpenAI(base_url=url, api_key="none") as sdk:
        client = instructor.from_openai(sdk, mode=instructor.Mode.JSON_SCHEMA)

        async def ask(messages: list[Any]) -> Events:
            return await client.chat.completions.create(
                model=MODEL, messages=messages, response_model=Events, max_tokens=4096
            )

        await gathered(ask, read(questions), in_flight, output)


def langextract_threads(url: str, questions: str, in_flight: int, output: Path) -> None:
    """The threads of langextract over documents, with its provider for OpenAI and a prompt of its own."""
    import langextract
    from langextract.data import Document, ExampleData, Extraction
    from langextract.providers.openai import OpenAILanguageModel

    example = ExampleData(
        text="Mexico sent 26 prisoners to the United States on Tuesday.",
        extractions=[Extraction("event", "sent 26 prisoners", attributes={"who": "Mexico"})],
    )
    documents = [Document(text=each["text"], document_id=each["id"]) for each in read(questions)]
    model = OpenAILanguageModel(model_id=MODEL, api_key="none", base_url=url, max_workers=in_flight)
    found: Any = langextract.extract(
        text_or_documents=documents,
        prompt_description="List the events that the article reports.",
        examples=[example],
        model=model,
        max_workers=in_flight,
        batch_length=in_flight,
        max_char_buffer=10_000,
        show_progress=False,
    )
    with output.open("w", encoding="utf-8") as lines:
        for document in found:
            answers = [item.extraction_text for item in document.extractions or []]
            lines.write(json.dumps({"id": document.document_id, "answer": answers}) + "\n")


def curator_requests(url: str, questions: str, in_flight: int, output: Path) -> None:
    """The online processor of curator, with its cache of requests and answers on the disk."""
    os.environ.update(CURATOR_DISABLE_CACHE="1", TELEMETRY_ENABLED="false", OPENAI_API_KEY="none")
    os.environ["CURATOR_DISABLE_RICH_DISPLAY"] = "1"
    from bespokelabs import curator

    class Reader(curator.LLM):  # type: ignore[misc, name-defined]  # optional, so without types
        response_format = Events

        def prompt(self, row: dict[str, Any]) -> Any:
            return row["messages"]

        def parse(self, row: dict[str, Any], response: Events) -> Any:
            return [{"id": row["id"], "answer": response.model_dump_json(exclude_none=True)}]

    parameters = {
        "base_url": url,
        "max_concurrent_requests": in_flight,
        "max_requests_per_minute": 1_000_000,
        "max_tokens_per_minute": 10_000_000_000,
        "max_retries": 0,
        "require_all_responses": True,
    }
    reader = Reader(model_name=MODEL, backend="openai", backend_params=parameters)
    found = reader(list(read(questions)), working_dir=str(output.parent / "curator"))
    dataset = getattr(found, "dataset", found)
    with output.open("w", encoding="utf-8") as lines:
        for row in dataset:
            lines.write(json.dumps(dict(row)) + "\n")


PEERS: dict[str, Callable[[str, str, int, Path], Any]] = {
    "openai": bare_openai,
    "instructor": instructor_gather,
    "langextract": langextract_threads,
    "curator": curator_requests,
}


def main() -> None:
    """Ask as the command line says."""
    peer, url, questions, in_flight, folder = sys.argv[1:]
    try:
        made = PEERS[peer](url, questions, int(in_flight), Path(folder) / f"answers-{peer}.jsonl")
        if made is not None:
            asyncio.run(made)
    except ModuleNotFoundError as error:
        if error.name not in {peer, "bespokelabs"}:
            raise
        sys.exit(_NOT_INSTALLED)


if __name__ == "__main__":
    main()
