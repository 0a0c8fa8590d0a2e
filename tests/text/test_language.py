"""The language of a text, by its letters and words and by what its file states."""

from __future__ import annotations

import pytest

from extractor.text.language import find_language, language_code

NEWS = [
    ("en", "Fire crews rescued nine hikers from a flooded canyon near Bluff on Monday, the sheriff said."),
    ("es", "Tres mineros murieron el jueves tras un derrumbe en la provincia de Jaén, según el Gobierno."),
    ("fr", "Un train de marchandises a déraillé mardi matin près de Dijon, a annoncé la préfecture."),
    ("de", "Bei einem Brand in einem Lagerhaus in Kassel sind am Mittwoch vier Menschen verletzt worden."),
    ("it", "Due alpinisti sono stati salvati domenica sul Monte Rosa, ha riferito il soccorso alpino."),
    ("nl", "Bij een explosie in een flat in Tilburg zijn vrijdag zes mensen gewond geraakt."),
    ("pt", "Um incêndio destruiu na segunda-feira um armazém no porto de Setúbal."),
    ("zh", "周三上午，广东省一家化工厂发生火灾，两名工人受伤，当地警方说。"),
    ("ja", "火曜日の朝、大阪市の倉庫で火災があり、従業員3人がけがをした。"),
    ("ar", "قالت الشرطة إن حافلة انقلبت يوم الأحد قرب مدينة أسوان ما أدى إلى مقتل خمسة أشخاص."),
    ("ru", "В четверг в Казани загорелся склад, пострадали двое пожарных, сообщило министерство."),
    ("uk", "У четвер у Львові зайнявся склад, двоє пожежників зазнали травм, повідомили рятувальники."),
    ("fa", "پلیس گفت روز یکشنبه یک اتوبوس در نزدیکی شیراز واژگون شد و پنج نفر کشته شدند."),
    ("sw", "Wazima moto wawili walijeruhiwa Jumatano katika moto wa ghala mjini Mwanza, polisi walisema."),
]


@pytest.mark.parametrize(("language", "text"), NEWS, ids=[language for language, _ in NEWS])
def test_one_sentence_of_news_shows_its_language(language: str, text: str) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize("text", ["", "12 345", "Ferry sinks.", "Mexico sent 26 prisoners."])
def test_in_doubt_a_text_is_english(text: str) -> None:
    assert find_language(text) == "en"


def test_a_text_that_is_hardly_english_and_nothing_else_for_sure_has_no_language() -> None:
    assert find_language("Ola de calor") is None


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        ("es", "es"),
        ("pt-BR", "pt"),
        ("nb", "nb"),
        ("Spanish", "es"),
        ("spa", "es"),
        ("klingon", "en"),
        ("", "en"),
    ],
)
def test_what_the_file_states_stands_where_the_text_allows_it(stated: str, language: str) -> None:
    assert find_language("Apple iPod nano", stated) == language


def test_a_text_that_is_plainly_in_another_language_than_its_file_states_is_believed() -> None:
    assert find_language(NEWS[1][1], "en-US") == "es"
    assert find_language(NEWS[10][1], "en") == "ru"


def test_a_language_is_not_mistaken_for_its_neighbour() -> None:
    norwegian = "To brannfolk ble skadet da et lager i Bergen begynte å brenne onsdag, opplyser politiet."
    assert find_language(norwegian, "da") == "da"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("es", "es"),
        ("es_MX", "es"),
        ("zh-Hans", "zh"),
        ("deu", "de"),
        ("ENGLISH", "en"),
        ("und", None),
        ("", None),
    ],
)
def test_a_language_is_known_by_code_and_by_name(written: str, code: str | None) -> None:
    assert language_code(written) == code
