"""Invented news in Spanish and German: sentences made from templates, and statements made false.

Each sentence has a number, a name and a verb that can be denied. A false statement has another number, a
part of the number, another name, or a denial more or less; a true one is the sentence or a light edit of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from benchmarks._statements import Statement, order
from extractor.records import Article, Sentence, Span


@dataclass(frozen=True, slots=True)
class Templates:
    """What sentences of one language are made of."""

    sentences: Sequence[tuple[str, str]]
    """A sentence, and the word that denies it in the place of `{not}`."""
    numbers: Sequence[tuple[str, Sequence[str]]]
    """A number as it is written, and others that it must not be taken for."""
    names: Sequence[str]


LANGUAGES = {
    "es": Templates(
        sentences=(
            ("{name} {not}rescató a {number} personas cerca de Jalapa", "no "),
            ("El alcalde {name} {not}recibió {number} cartas de vecinos", "nunca "),
            ("La fiscalía {not}acusó a {name} de robar {number} cabezas de ganado", "no "),
            ("Según {name}, unas {number} viviendas {not}quedaron sin luz", "no "),
            ("La empresa de {name} {not}vendió {number} toneladas de maíz", "no "),
            ("{name} {not}perdió {number} votos en la segunda vuelta", "jamás "),
        ),
        numbers=(
            ("12", ("2", "21", "120", "doce mil", "13")),
            ("doce", ("dos", "trece", "12.000", "doce mil")),
            ("12.000", ("12", "120.000", "1.200", "12.500", "12 millones")),
            ("2,5 millones de", ("2,5", "25 millones de", "2 millones de", "5 millones de")),
            (
                "dos millones y medio de",
                ("dos millones de", "dos", "medio millón de", "tres millones y medio de"),
            ),
            ("mil doscientas", ("mil", "doscientas", "dos mil", "1.300")),
            ("treinta y dos mil", ("treinta y dos", "treinta mil", "dos mil", "23.000")),
            ("1 234", ("1", "234", "1 243", "12 34")),
            ("medio millón de", ("un millón de", "medio", "5 millones de")),
            ("trescientas", ("tres", "300.000", "treinta", "cuatrocientas")),
            ("ciento veinte", ("veinte", "ciento veintiuna", "20", "1.200")),
            ("45", ("54", "450", "4", "45.000")),
        ),
        names=("Ana Robles", "Luis Ortega", "Carmen Villar", "Pedro Salas", "Julia Montes"),
    ),
    "de": Templates(
        sentences=(
            ("{name} rettete {not}{number} Menschen in der Nähe von Celle", "keine "),
            ("Bürgermeisterin {name} erhielt {not}{number} Briefe von Nachbarn", "nie "),
            ("Die Polizei nahm {name} {not}mit {number} gefälschten Pässen fest", "nicht "),
            ("Nach Angaben von {name} blieben {number} Haushalte {not}ohne Strom", "nicht "),
            ("Die Firma von {name} verkaufte {not}{number} Tonnen Weizen", "nicht "),
            ("{name} verlor {not}{number} Stimmen in der zweiten Runde", "niemals "),
        ),
        numbers=(
            ("12", ("2", "21", "120", "zwölftausend", "13")),
            ("zwölf", ("zwei", "dreizehn", "12.000", "zwölftausend")),
            ("12.000", ("12", "120.000", "1.200", "12.500", "12 Millionen")),
            ("2,5 Millionen", ("2,5", "25 Millionen", "2 Millionen", "5 Millionen", "2,5 Milliarden")),
            ("zweieinhalb Millionen", ("zwei Millionen", "eine halbe Million", "dreieinhalb Millionen")),
            ("zweihundertsechsundfünfzig", ("zweihundert", "sechsundfünfzig", "265", "256.000")),
            ("anderthalb Millionen", ("eine Million", "eine halbe Million", "15 Millionen")),
            ("1 234", ("1", "234", "1 243", "12 34")),
            ("eine halbe Million", ("eine Million", "halbe", "5 Millionen")),
            ("dreihundert", ("drei", "300.000", "dreißig", "vierhundert")),
            ("einundzwanzig", ("zwanzig", "einunddreißig", "zwölf", "22")),
            ("45", ("54", "450", "4", "45.000")),
        ),
        names=("Anna Roth", "Lukas Weber", "Karin Vogel", "Peter Sommer", "Julia Brandt"),
    ),
}  # fmt: skip


def invented_statements(language: str, most: int) -> list[Statement]:
    """Up to `most` statements of a language, as many of each kind as there are, chosen by content."""
    kinds: dict[str, list[Statement]] = {}
    for statement in _statements(language, LANGUAGES[language]):
        kinds.setdefault(statement.kind, []).append(statement)
    shuffled = [sorted(each, key=lambda s: order(f"{s.article.text}\0{s.text}")) for each in kinds.values()]
    longest = max(map(len, shuffled))
    in_turn = (each[n] for n in range(longest) for each in shuffled if n < len(each))
    return list(islice(in_turn, most))


def _statements(language: str, templates: Templates) -> Iterator[Statement]:
    for (template, denial), (number, others), name in product(
        templates.sentences, templates.numbers, templates.names
    ):
        sentence = template.replace("{not}", "")
        article = _article(language, sentence.format(name=name, number=number))
        no_article = _article(language, template.replace("{not}", denial).format(name=name, number=number))
        yield Statement(article.text[:-1], article, 1, "verbatim", true=True)
        yield Statement(article.text[:-1].replace(" ", "\u00a0", 2), article, 1, "blanks", true=True)
        for other in others:
            yield Statement(sentence.format(name=name, number=other), article, 1, "number", true=False)
            yield Statement(_short(sentence, other), article, 1, "number", true=False)
        for other in templates.names:
            if other != name:
                text = sentence.format(name=other, number=number)
                yield Statement(text, article, 1, "name", true=False)
        yield Statement(no_article.text[:-1], article, 1, "negation", true=False)
        yield Statement(article.text[:-1], no_article, 1, "negation", true=False)


def _short(sentence: str, number: str) -> str:
    """The number with the word after it: what a model writes for a short field."""
    return " ".join([number, sentence.partition("{number}")[2].split()[0]])


def _article(language: str, sentence: str) -> Article:
    text = f"{sentence}."
    sentences = (Sentence(number=1, span=Span(start=0, end=len(text))),)
    return Article(id=language, text=text, sentences=sentences, language=language)
