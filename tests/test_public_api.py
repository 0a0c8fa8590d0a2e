from __future__ import annotations

import extractor


def exported() -> list[str]:
    return list(getattr(extractor, "__all__", []))


def test_the_public_names_are_sorted_and_named_once() -> None:
    assert exported() == sorted(set(exported()))


def test_every_public_name_is_there_with_a_docstring() -> None:
    for name in exported():
        item = getattr(extractor, name)
        assert name.startswith("__") or item.__doc__, f"extractor.{name} has no docstring"


def test_nothing_public_is_left_out_of_the_list() -> None:
    ours = {
        name
        for name, item in vars(extractor).items()
        if not name.startswith("_") and getattr(item, "__module__", "").startswith("extractor.")
    }
    assert ours <= set(exported())
