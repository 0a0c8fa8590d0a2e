from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import BaseModel

from extractor.errors import RecordsError, SchemaError
from extractor.fields import (
    Aspect,
    Choice,
    ChoiceValue,
    Count,
    CountValue,
    Evidence,
    Line,
    LineValue,
    Option,
    Purpose,
    When,
)
from extractor.fields.when import TimeValue
from extractor.record_lines import json_object
from extractor.records import JsonObject
from extractor.schemas import Weights, load_schema, output_schemas, schema_of
from tests.end_to_end.newsroom import extractor, lines_of, obliging, write_articles
from tests.kit.json_schema import problems
from tests.kit.model_server import ModelServer

Capsys = pytest.CaptureFixture[str]

SCHEMA_FILE = '''
from typing import Annotated
from pydantic import BaseModel
from extractor.fields import Count, CountValue

class Recall(BaseModel):
    """A product is called back."""
    pieces: Annotated[CountValue | None, Count()] = None

class Repair(BaseModel):
    """A product is mended."""
    pieces: Annotated[CountValue | None, Count()] = None
'''


@pytest.fixture
def run(tmp_path: Path, capsys: Capsys, loopback: None) -> Path:
    """A finished run."""
    with ModelServer(obliging) as server:
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        answer = extractor(capsys, "run", write_articles(tmp_path / "news"), "-o", tmp_path / "run", *where)
    assert answer.code == 0
    return tmp_path / "run"


# What is written


@pytest.mark.parametrize("part", ["records", "events"])
def test_every_line_that_a_run_writes_fits_the_json_schema(run: Path, part: str) -> None:
    schema = output_schemas(load_schema())[part]
    lines = lines_of(run / f"{part}.jsonl")
    assert len(lines) > 1
    assert [problem for line in lines for problem in problems(line, schema)] == []


def wrong_value(line: JsonObject) -> None:
    line["fields"]["count"][0]["value"]["value"] = "twenty-six"


def wrong_grounding(line: JsonObject) -> None:
    line["fields"]["count"][0]["support"]["grounding"] = "likely"


def missing_field(line: JsonObject) -> None:
    del line["fields"]["who"]


def unknown_field(line: JsonObject) -> None:
    line["fields"]["weather"] = []


def unknown_key(line: JsonObject) -> None:
    line["certainty"] = 0.9


def value_of_another_field(line: JsonObject) -> None:
    line["fields"]["count"][0]["value"] = line["fields"]["type"][0]["value"]


WRONG = [wrong_value, wrong_grounding, missing_field, unknown_field, unknown_key, value_of_another_field]


@pytest.mark.parametrize("spoil", WRONG, ids=lambda spoil: str(spoil.__name__))
def test_the_json_schema_refuses_what_a_run_never_writes(run: Path, spoil: Any) -> None:
    (line,) = (line for line in lines_of(run / "records.jsonl") if line["fields"]["count"][:1]
               and line["article"] == "first")  # fmt: skip
    spoil(line)
    assert problems(line, output_schemas(load_schema())["records"]) != []


def test_what_is_read_back_is_what_was_written(run: Path) -> None:
    schema = load_schema()
    for data in lines_of(run / "records.jsonl"):
        assert schema.record_from_json(data).model_dump(mode="json") == data
        line = json.dumps(data).encode()
        assert json.loads(schema.record_from_line(line).model_dump_json()) == data
        assert list(schema.record_from_line(line).fields) == [field.name for field in schema.fields]
    for data in lines_of(run / "events.jsonl"):
        assert schema.merged_from_json(data).model_dump(mode="json") == data


@pytest.mark.parametrize("spoil", [wrong_value, unknown_field, missing_field, unknown_key, wrong_grounding])
def test_a_damaged_record_is_an_error_that_names_its_place(run: Path, spoil: Any) -> None:
    data = next(line for line in lines_of(run / "records.jsonl") if line["fields"]["count"])
    spoil(data)
    with pytest.raises(RecordsError, match=r"^records.jsonl:7: not a record of schema news_event: "):
        load_schema().record_from_json(data, "records.jsonl:7")
    with pytest.raises(RecordsError, match=r"^records.jsonl:7: not a record of schema news_event: "):
        load_schema().record_from_line(json.dumps(data).encode(), "records.jsonl:7")


@pytest.mark.parametrize("part", ["records", "events"])
def test_extractor_schema_prints_one_part(capsys: Capsys, part: str) -> None:
    answer = extractor(capsys, "schema", "--of", part)
    assert (answer.code, json.loads(answer.out)) == (0, output_schemas(load_schema())[part])


def test_extractor_schema_prints_both_parts(capsys: Capsys) -> None:
    assert json.loads(extractor(capsys, "schema").out).keys() == {"records", "events"}


# What a schema says of itself


class Spill(BaseModel):
    """Something leaks.

    A leak that is planned is none.

    Nor is a drill.
    """

    fact: Annotated[ChoiceValue | None, Choice((Option("yes", ""), Option("no", "")), Purpose.STATUS)] = None
    colour: Annotated[ChoiceValue | None, Choice((Option("red", ""), Option("blue", "")))] = None
    headline: Annotated[LineValue | None, Line()] = None
    note: Annotated[LineValue | None, Line()] = None
    litres: Annotated[CountValue | None, Count()] = None


def test_the_guideline_is_the_docstring_and_the_description_its_first_paragraph() -> None:
    schema = schema_of(Spill)
    assert schema.description == "Something leaks."
    assert schema.guideline == "Something leaks.\n\nA leak that is planned is none.\n\nNor is a drill."


def test_the_headline_is_the_first_line_of_a_schema() -> None:
    found = schema_of(Spill).headline_field
    assert found is not None
    assert found.name == "headline"
    assert schema_of(Toll).headline_field is None


@pytest.mark.parametrize(
    ("purpose", "name"), [(Purpose.STATUS, "fact"), (Purpose.KIND, "colour"), (Purpose.SALIENCE, None)]
)
def test_a_choice_is_found_by_its_purpose_and_the_kind_else_is_the_first_without(
    purpose: Purpose, name: str | None
) -> None:
    found = schema_of(Spill).choice(purpose)
    assert (found[0].name if found else None) == name
    assert found is None or found[0].type is found[1]
    assert schema_of(Toll).choice(purpose) is None


@pytest.mark.parametrize(
    ("purpose", "name"),
    [(Purpose.KIND, "type"), (Purpose.STATUS, "status"), (Purpose.SALIENCE, "salience")],
)
def test_the_default_schema_has_a_choice_for_each_purpose(purpose: Purpose, name: str) -> None:
    found = load_schema().choice(purpose)
    assert found is not None
    assert found[0].name == name


@pytest.mark.parametrize(
    ("aspect", "names"),
    [
        (Aspect.WHEN, ["when"]),
        (Aspect.WHERE, ["where"]),
        (Aspect.WHO, ["who"]),
        (Aspect.HOW_MANY, ["killed", "injured", "count"]),
    ],
)
def test_fields_are_found_by_the_question_they_answer(aspect: Aspect, names: list[str]) -> None:
    assert [field.name for field in load_schema().fields_for(aspect)] == names
    assert schema_of(Spill).fields_for(Aspect.WHO) == []


def test_of_the_default_schema_choices_are_judged_the_headline_is_worded_and_all_else_is_found() -> None:
    schema = load_schema()
    judged = {field.name for field in schema.fields if field.type.evidence is Evidence.JUDGED}
    worded = {field.name for field in schema.fields if field.type.evidence is Evidence.WORDED}
    assert (judged, worded) == ({"type", "status", "salience"}, {"what"})
    assert schema.headline_field is schema.field("what")


def test_the_status_listed_first_is_plain_fact() -> None:
    status = load_schema().choice(Purpose.STATUS)
    assert status is not None
    assert status[1].options[0].name == "happened"


def test_records_and_events_have_a_headline_and_values_their_own_words_and_no_keys() -> None:
    for document in output_schemas(load_schema()).values():
        assert {"headline", "confidence"} <= document["properties"].keys()
        assert "confidence" in document["$defs"]["Support"]["properties"]
        for value in ("PartyValue", "PlaceValue", "LineValue"):
            assert not {"key", "words"} & document["$defs"][value]["properties"].keys()


# Finding and loading


def test_a_schema_is_loaded_from_a_file_by_class(tmp_path: Path) -> None:
    file = tmp_path / "products.py"
    file.write_text(SCHEMA_FILE, encoding="utf-8")
    schema = load_schema(f"{file}:Repair")
    assert (schema.name, schema.description) == ("products", "A product is mended.")
    assert [field.name for field in schema.fields] == ["pieces"]


def test_of_two_classes_one_must_be_chosen(tmp_path: Path) -> None:
    file = tmp_path / "products.py"
    file.write_text(SCHEMA_FILE, encoding="utf-8")
    with pytest.raises(SchemaError, match=r"found Recall, Repair; choose one with .*products.py:ClassName"):
        load_schema(str(file))


def test_a_value_class_of_a_field_type_in_the_same_file_is_no_schema(tmp_path: Path) -> None:
    own_type = "from extractor.records import Value\n\nclass Weight(Value):\n    kilograms: float\n"
    file = tmp_path / "products.py"
    file.write_text(f"{own_type}{SCHEMA_FILE.partition('class Repair')[0]}", encoding="utf-8")
    assert load_schema(str(file)).description == "A product is called back."


def test_an_unknown_schema_names_those_that_there_are() -> None:
    known = "court_step, disaster, news_event"
    with pytest.raises(
        SchemaError, match=rf"no schema 'news': give a path to a .py file, or one of: {known}"
    ):
        load_schema("news")


def test_a_file_that_cannot_be_run_is_named_with_its_error(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text("import nothing_like_this", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"broken.py: cannot be run: ModuleNotFoundError"):
        load_schema(str(file))


def test_a_field_without_a_field_type_is_an_error_that_shows_how_to_write_it() -> None:
    class Plain(BaseModel):
        when: str

    with pytest.raises(SchemaError, match=r"Plain.when: annotate it with one field type, as in Annotated"):
        schema_of(Plain)


def test_a_schema_without_fields_is_an_error() -> None:
    class Empty(BaseModel):
        pass

    with pytest.raises(SchemaError, match="Empty has no fields"):
        schema_of(Empty)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"where": {"same": 1}}, r"Odd.weights: no field 'where'"),
        ({"count": {"alike": 1}}, r"Odd.weights\['count'\]: no level 'alike'; it has same"),
    ],
)
def test_a_weight_for_nothing_is_an_error(weights: Weights, says: str) -> None:
    class Odd(BaseModel):
        count: Annotated[CountValue | None, Count()] = None
        when: Annotated[TimeValue | None, When()] = None

    setattr(Odd, "weights", weights)  # noqa: B010  # a class variable that only some schemas have
    with pytest.raises(SchemaError, match=says):
        schema_of(Odd)


class Toll(BaseModel):
    """How many."""

    dead: Annotated[CountValue | None, Count()] = None
    wounded: Annotated[CountValue | None, Count()] = None
    threshold: ClassVar[int] = 1


def test_two_fields_may_have_the_same_field_type() -> None:
    schema = schema_of(Toll)
    fields = output_schemas(schema)["records"]["properties"]["fields"]["properties"]
    assert list(fields) == ["dead", "wounded"]
    assert schema.field("wounded").name == "wounded"
    with pytest.raises(SchemaError, match="no field 'missing'"):
        schema.field("missing")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'{"a": "caf\xc3\xa9", "b": [1.10, null]}\r\n', {"a": "café", "b": [1.1, None]}),
        (b'{"a": "\\ud83d\\ude00 \\udc80"}', {"a": "\U0001f600 \udc80"}),
        (b'{"a": 123456789012345678901234567890, "a": 1}', {"a": 1}),
    ],
)
def test_a_line_of_json_is_an_object_with_all_that_python_reads_in_it(line: bytes, found: JsonObject) -> None:
    assert json_object(line, "here") == found


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b'{"a": 1', "here: not JSON: Expecting"),
        (b'{"a": "\xff"}', "here: not UTF-8 text: "),
        (b"[1]", "here: expected a JSON object"),
        (b"", "here: not JSON: Expecting value"),
    ],
)
def test_a_line_that_is_no_object_is_refused_with_its_place(line: bytes, complaint: str) -> None:
    with pytest.raises(RecordsError) as refused:
        json_object(line, "here")
    assert str(refused.value).startswith(complaint)


def test_event_types_have_the_codes_of_ace_and_plover() -> None:
    kind = load_schema().field("type").type
    assert [column.name for column in kind.columns()] == ["", "plover", "ace"]
    codes = {option.name: kind.cells([ChoiceValue(name=option.name)])[1:] for option in kind.options}
    assert codes["arrest-jail"] == ("COERCE", "Justice.Arrest-Jail")
    assert codes["agreement"] == ("AGREE", None)
    assert codes["disaster"] == (None, None)
    ace = [code for _, code in codes.values() if code]
    # Of the 33 subtypes of ACE 2005 only the bankruptcies are a part of something wider.
    assert len(ace) == len(set(ace)) == 32
    families = {str(code).partition(".")[0] for code in ace}
    assert families == {
        "Life",
        "Movement",
        "Transaction",
        "Business",
        "Conflict",
        "Contact",
        "Personnel",
        "Justice",
    }
