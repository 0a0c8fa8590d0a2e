"""Counts in the words of each language: read whole, with what they count, or not at all."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields.counts.counting import numbers_in
from extractor.fields.counts.words import kind_of

K, M, B = 10**3, 10**6, 10**9

TABLE: dict[str, dict[str, float | Fraction | None]] = {
    "en": {
        "two and a half million people": 2.5 * M,
        "one and a half thousand troops": 1.5 * K,
        "three-quarters of a million": 0.75 * M,
        "a quarter of a million homes": 0.25 * M,
        "a million and a half": 1.5 * M,
        "two point five million": 2.5 * M,
        "a hundred and twenty": 120,
        "twelve hundred": 1200,
        "half a dozen": 6,
        "several hundred thousand people": 200 * K,
        "a few dozen": 24,
        "tens of thousands of homes": 20 * K,
        "2½ hours": 2.5,
        "20-30,000 people": 20 * K,
        "two to three hundred": 200,
        "13 lakh": 13 * 100 * K,
        "forty-two and a third": Fraction(127, 3),
        "one in five residents": None,
        "nine out of ten": 0.9,
        "two years and a half": 2.5,
        "two people and a half-eaten cake": 2,
        "In 2008 three people died": 3,
        "two thirds of the voters": None,
        "half the 12 villages": None,
        "the twenty-fifth": None,
        "three hundred two hundred": None,
        "several hundred two": None,
        "a few hundred two people": None,
        "two and a half a million": 2.5 * M,
        "fell about 600m": None,
        "second quarter": None,
    },
    "es": {
        "dos muertos": 2,
        "treinta y dos mil quinientos soldados": 32_500,
        "dos millones y medio": 2.5 * M,
        "medio millón de personas": 0.5 * M,
        "un millón": M,
        "mil y una noches": 1001,
        "3 mil 500 casas": 3500,
        "1.200 personas": 1200,
        "1.234.567": 1_234_567,
        "2,5 toneladas": 2.5,
        "mil millones de euros": B,
        "entre 20 y 30 heridos": 20,
        "20 a 30 mil personas": 20 * K,
        "cientos de miles de personas": 200 * K,
        "medio centenar de personas": 50,
        "una docena de presos": 12,
        "un par de cientos": 200,
        "veintiún mil": 21 * K,
        "dos coma cinco millones": 2.5 * M,
        "un tercio de la población": None,
        "tres cuartas partes": None,
        "uno de cada cinco habitantes": None,
        "1,200 personas": None,
        "un grupo de personas": None,
        "un trillón": None,
        "casi dos años y medio de retraso": 2.5,
        "un diez por ciento": 10,
        "uno de los mayores bancos": None,
    },
    "fr": {
        "deux morts": 2,
        "1 234 personnes": 1234,
        "1,5 million": 1.5 * M,
        "quatre-vingt-dix-neuf": 99,
        "soixante et onze": 71,
        "vingt et un blessés": 21,
        "mille deux cents": 1200,
        "neuf cents": 900,
        "cent vingt mille": 120 * K,
        "un demi-million": 0.5 * M,
        "deux millions et demi": 2.5 * M,
        "plus d'un million": M,
        "trois quarts de million": 0.75 * M,
        "une centaine de personnes": 100,
        "des dizaines de milliers": 20 * K,
        "plusieurs centaines de milliers": None,
        "deux ou trois cents": 200,
        "deux virgule cinq": 2.5,
        "entre les 20 et les 30": 20,
        "une douzaine": 12,
        "un tiers des électeurs": None,
        "une personne sur cinq": None,
        "un groupe de personnes": None,
        "vingt et un trillions": None,
        "vingt et un cinquièmes": None,
    },
    "de": {
        "12.000 Menschen": 12 * K,
        "1,5 Millionen Euro": 1.5 * M,
        "anderthalb Millionen": 1.5 * M,
        "zweieinhalb Stunden": 2.5,
        "eine halbe Million": 0.5 * M,
        "eine Viertelmillion": 0.25 * M,
        "zweihundertsechsundfünfzig": 256,
        "einundzwanzigtausend": 21 * K,
        "zwei Millionen dreihunderttausend": 2.3 * M,
        "eine Milliarde": B,
        "mehr als ein Dutzend": 12,
        "ein halbes Dutzend": 6,
        "Hunderte Menschen": 200,
        "Zehntausende": 20 * K,
        "mehrere Hundert Menschen": 200,
        "ein paar Tausend": 2 * K,
        "100 bis 300 Milliarden": 100 * B,
        "zwei bis drei Millionen": 2 * M,
        "zwei Komma fünf Millionen": 2.5 * M,
        "3 Mio. Euro": 3 * M,
        "drei Viertel der Menschen": None,
        "der 12. Mann": None,
        "eine Trillion": None,
        "am 12. August": None,
        "einige 100": None,
    },
    "it": {
        "due morti": 2,
        "ventuno feriti": 21,
        "trentotto": 38,
        "duecentoquarantatré": 243,
        "tremila persone": 3 * K,
        "duemilacinquecento": 2500,
        "un milione e mezzo": 1.5 * M,
        "mezzo milione": 0.5 * M,
        "tre milioni": 3 * M,
        "un miliardo": B,
        "1.500 soldati": 1500,
        "2,5 milioni": 2.5 * M,
        "mille": K,
        "centomila": 100 * K,
        "una dozzina": 12,
        "mezza dozzina": 6,
        "un centinaio di persone": 100,
        "decine di migliaia": 20 * K,
        "tra i 20 e i 30": 20,
        "due o tre feriti": 2,
        "due virgola cinque": 2.5,
        "un terzo degli elettori": None,
        "uno su cinque abitanti": None,
        "un gruppo di persone": None,
        "un trilione": None,
    },
    "nl": {
        "twee doden": 2,
        "vierentwintig": 24,
        "eenentwintig gewonden": 21,
        "honderdvijftig": 150,
        "tweehonderdduizend": 200 * K,
        "twaalfduizend mensen": 12 * K,
        "anderhalf miljoen": 1.5 * M,
        "tweeënhalf miljoen": 2.5 * M,
        "een half miljoen": 0.5 * M,
        "een miljard en een half miljoen": B + 0.5 * M,
        "1,5 miljoen": 1.5 * M,
        "1.500 soldaten": 1500,
        "duizend": K,
        "drie miljoen": 3 * M,
        "een dozijn": 12,
        "in 2016 zes nieuwe banen": 6,
        "een aantal passagiers": None,
        "honderden mensen": 200,
        "tientallen": 20,
        "een tiental": 10,
        "enkele honderden": None,
        "twee tot drie miljoen": 2 * M,
        "tussen 20 en 30": 20,
        "tien procent": 10,
        "een op de vijf inwoners": None,
        "een derde van de kiezers": None,
        "drie vier": None,
    },
    "pt": {
        "dois mortos": 2,
        "vinte e sete feridos": 27,
        "mil e duzentas pessoas": 1200,
        "três milhões e meio": 3.5 * M,
        "meio milhão": 0.5 * M,
        "dois bilhões": 2 * B,
        "cem mil": 100 * K,
        "1,5 milhão": 1.5 * M,
        "1.500 soldados": 1500,
        "duzentos e dois mil": 202 * K,
        "cinquenta e dois mil trezentos e quarenta e sete": 52_347,
        "uma dúzia de pessoas": 12,
        "meia dúzia": 6,
        "uma centena": 100,
        "dezenas de milhares": 20 * K,
        "centenas de pessoas": 200,
        "cerca de 300": 300,
        "entre 20 e 30": 20,
        "20 a 30 mil pessoas": 20 * K,
        "dois vírgula cinco": 2.5,
        "três quartos de milhão": 0.75 * M,
        "um terço da população": None,
        "um em cada cinco habitantes": None,
        "um grupo de pessoas": None,
        "duzentos trezentos": None,
    },
    "zh": {
        "三人": 3,
        "3人死亡": 3,
        "20万元": 200 * K,
        "约1.5万人": 15 * K,
        "两千三百人": 2300,
        "一万三": 13 * K,
        "二百五十": 250,
        "三千零五个": 3005,
        "十五名士兵": 15,
        "两万多人": 20 * K,
        "数百人": 200,
        "近千人": K,
        "四万五千六百二十二": 45_622,
        "二十一万亿": 21 * 10**12,
        "五十二亿": 5.2 * B,
        "1,234人": 1234,
        "２６人": 26,
        "十点五": 10.5,
        "3又二分之一": 3.5,
        "20至30人": 20,
        "百分之二十": 20,
        "三四人": None,
        "第三": None,
        "二〇〇八年": None,
        "一起爆炸": None,
    },
    "ja": {
        "三人": 3,
        "約500人": 500,
        "20万円": 200 * K,
        "1万2千人": 12 * K,
        "数百人": 200,
        "20〜30人": 20,
        "半ダース": 6,
        "3日": None,
        "第3回": None,
        "二〇〇八年": None,
    },
    "ar": {
        "ثلاثة أشخاص": 3,
        "١٢ قتيلا": 12,
        "خمسة وعشرون": 25,
        "نصف مليون": 0.5 * M,
        "مئات الأشخاص": 200,
        "ألفين ومائتين": 2200,
        "خمس": None,
        "جزء من مئة": None,
    },
    "ru": {
        "три человека": 3,
        "двести сорок пять": 245,
        "1,5 млн": 1.5 * M,
        "полтора миллиона": 1.5 * M,
        "два с половиной миллиона": 2.5 * M,
        "12 000 человек": 12 * K,
    },
}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [(language, text, value) for language, rows in TABLE.items() for text, value in rows.items()],
)
def test_the_first_number_is_read_whole_or_not_at_all(language: str, text: str, value: float | None) -> None:
    found = numbers_in(text, language)
    read = found[0].value if found and found[0].is_read else None
    assert read == (None if value is None else Fraction(str(value)))


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("es", "dos muertos y cinco heridos", ["people dead", "people hurt"]),
        ("es", "Dos hombres murieron y 5 resultaron heridos", ["people dead", "people hurt"]),
        ("pt", "dois mortos e cinco feridos", ["people dead", "people hurt"]),
        ("it", "due morti e cinque feriti", ["people dead", "people hurt"]),
        ("fr", "deux morts et cinq blessés", ["people dead", "people hurt"]),
        ("de", "zwei Tote und 30 Verletzte", ["people dead", "people hurt"]),
        ("nl", "twee doden en vijf gewonden", ["people dead", "people hurt"]),
        ("zh", "3人死亡、15人受伤", ["people dead", "people hurt"]),
        ("ja", "3人が死亡、15人がけが", ["people dead", "people hurt"]),
        ("ru", "погибли 3 человека", ["people"]),
        ("de", "mehr als 12.000 bewaffnete Männer", ["people"]),
        ("es", "1.500 toneladas de maíz", ["tonelada"]),
        ("fr", "3 millions d'euros", ["EUR"]),
        ("zh", "20万元", ["CNY"]),
        ("it", "il 20 per cento", ["percent"]),
    ],
)
def test_what_is_counted_is_known_in_each_language(language: str, text: str, kinds: list[str]) -> None:
    assert [kind_of(found.unit) for found in numbers_in(text, language)] == kinds


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("es", "al menos 12 muertos", "at least"),
        ("fr", "près de 300 personnes", "about"),
        ("de", "höchstens 20 Menschen", "at most"),
        ("it", "almeno 12 morti", "at least"),
        ("nl", "ongeveer 300 mensen", "about"),
        ("pt", "cerca de 300 pessoas", "about"),
        ("zh", "造成至少3人死亡", "at least"),
        ("ja", "約500人", "about"),
    ],
)
def test_how_exactly_it_is_known_is_said_in_each_language(language: str, text: str, bound: str) -> None:
    assert [found.bound for found in numbers_in(text, language)] == [bound]


def test_digits_of_a_language_that_nothing_serves_are_read_where_their_marks_tell() -> None:
    read = [numbers_in(text, "pl") for text in ("26 osób", "1.234.567", "1.234", "dwa")]
    assert [[each.value for each in found if each.is_read] for found in read] == [[26], [1_234_567], [], []]


RULES = {
    "en": """
    two|twelve|twenty|a hundred|two hundred|three thousand|a million|half|a half|three quarters|a third|
    two fifths|half a million|two and a half|several hundred|a few dozen|two dozen|tens of thousands|hundreds|
    one in five|point two|two point five|2.5|1,200|26|½
    """,
    "es": """
    dos|doce|treinta|cien|doscientos|tres mil|un millón|medio|tres cuartos|un tercio|medio millón|
    dos millones y medio|varios cientos|una docena|miles|decenas de miles|uno de cada cinco|dos coma cinco|
    2,5|1.200|26|½
    """,
    "de": """
    zwei|zwölf|dreißig|hundert|zweihundert|dreitausend|eine Million|drei Viertel|ein Drittel|
    eine halbe Million|
    zweieinhalb|anderthalb|mehrere Hundert|ein Dutzend|Hunderte|Zehntausende|zwei Komma fünf|2,5|1.200|26|½
    """,
}
EXPRESSIONS = {
    language: [r.strip() for r in rows.split("|") if r.strip()] for language, rows in RULES.items()
}


SEVERAL = ("several", "varios", "mehrere")


@given(st.sampled_from(sorted(EXPRESSIONS)).flatmap(
    lambda language: st.tuples(
        st.just(language), st.lists(st.sampled_from(EXPRESSIONS[language]), min_size=2, max_size=3)
    )
))  # fmt: skip
def test_number_words_next_to_number_words_are_never_read_in_part(drawn: tuple[str, list[str]]) -> None:
    language, parts = drawn
    if any(a[0].isdigit() and (b[0].isdigit() or b.startswith(SEVERAL)) for a, b in pairwise(parts)):
        return  # "In 2008 12 people" and "In 2008 several hundred people" are two numbers
    text = " ".join(parts)
    found = numbers_in(text, language)
    assert not found or not found[0].is_read or found[0].number_end == len(text)


@given(st.sampled_from(sorted(EXPRESSIONS)).flatmap(
    lambda language: st.tuples(
        st.just(language), *[st.sampled_from(EXPRESSIONS[language])] * 2, st.sampled_from(["and", "y", "und"])
    )
))  # fmt: skip
def test_two_numbers_with_and_between_are_one_or_two_or_none(drawn: tuple[str, str, str, str]) -> None:
    language, first, second, _ = drawn
    link = {"en": "and", "es": "y", "de": "und"}[language]
    text = f"{first} {link} {second}"
    found = [each for each in numbers_in(text, language) if each.is_read]
    ends = [each.number_end for each in found]
    assert ends in ([], [len(text)], [len(first), len(text)], [len(text)])
    if len(ends) == 2:
        alone = [numbers_in(part, language)[0].value for part in (first, second)]
        assert [each.value for each in found] == alone
