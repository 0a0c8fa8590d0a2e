"""Records of the five seed articles, written by hand from their text, for tests of the merge.

Values are copied from the articles; spans, sentence numbers, normalised values and ids are found by code, so
that what is tested here is what an extraction would have handed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractor.articles import read_articles
from extractor.fields.base import Context, Evidence, FieldType, Written
from extractor.records import Article, EventRecord, Grounding, Mention, Span, Support
from extractor.schemas import Schema


@dataclass(frozen=True)
class Report:
    """One event as one article reports it: verbatim values, and a fragment of its sentence."""

    event: str
    """Which real event it is; the merge never sees this."""
    article: str
    """The first three characters of the article's id."""
    evidence: tuple[str, ...]
    type: str
    what: str
    status: str = "happened"
    when: str = ""
    where: str = ""
    count: str = ""
    agent: tuple[str, ...] = ()
    patient: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()

    def written(self) -> dict[str, list[Written]]:
        """The written values by field name."""
        single = {
            "type": self.type,
            "what": self.what,
            "when": self.when,
            "where": self.where,
            "count": self.count,
            "status": self.status,
        }
        fields = {name: [Written(text)] for name, text in single.items() if text}
        roles = {"agent": self.agent, "patient": self.patient, "recipient": self.recipient}
        return {**fields, "who": [Written(text, role=role) for role in roles for text in roles[role]]}


REPORTS = (
    # The transfer of the 26 in August 2025: five articles, in words, types, roles and details that vary.
    Report(
        event="the 26",
        article="000",
        evidence=("Mexico has transferred 26 people",),
        type="extradite",
        what="Mexico has transferred 26 people suspected of leading drug cartels to the United States",
        when="Tuesday",
        count="26 people",
        agent=("Mexico",),
        patient=("26 people suspected of leading drug cartels",),
        recipient=("the United States",),
    ),
    Report(
        event="the 26",
        article="000",
        evidence=("Those transferred include",),
        type="extradite",
        what="Those transferred include Abigael Gonzalez Valencia",
        patient=("Abigael Gonzalez Valencia",),
        recipient=("the United States",),
    ),
    Report(
        event="the 26",
        article="001",
        evidence=("Mexico has sent about 26 suspected",),
        type="agreement",
        what="Mexico has sent about 26 suspected drug cartel members to the United States",
        count="about 26",
        agent=("Mexico",),
        patient=("about 26 suspected drug cartel members",),
        recipient=("the United States",),
    ),
    Report(
        event="the 26",
        article="001",
        evidence=(
            "Authorities transferred 26 prisoners",
            "those being transferred to US authorities include",
        ),
        type="extradite",
        what="Authorities transferred 26 prisoners who were wanted in the US",
        count="26 prisoners",
        agent=("Authorities",),
        patient=("26 prisoners", "Abigael González Valencia"),
        recipient=("US authorities",),
    ),
    Report(
        event="the 26",
        article="002",
        evidence=("Mexico has extradited 26 alleged cartel members",),
        type="extradite",
        what="Mexico has extradited 26 alleged cartel members to the United States",
        when="Tuesday",
        count="26 alleged cartel members",
        agent=("Mexico",),
        patient=("26 alleged cartel members",),
        recipient=("the United States",),
    ),
    Report(
        event="the 26",
        article="003",
        evidence=("Mexico is expelling 26 high-ranking cartel figures",),
        type="expel",
        what="Mexico is expelling 26 high-ranking cartel figures to the United States",
        when="Tuesday",
        count="26 high-ranking cartel figures",
        agent=("Mexico",),
        patient=("26 high-ranking cartel figures",),
        recipient=("the United States",),
    ),
    Report(
        event="the 26",
        article="003",
        evidence=("The cartel leaders and other prominent figures were being flown",),
        type="transport",
        what="cartel leaders and other prominent figures were being flown from Mexico to the U.S.",
        when="Tuesday",
        where="the U.S.",
        patient=("The cartel leaders and other prominent figures",),
    ),
    Report(
        event="the 26",
        article="003",
        evidence=("Those being handed over to U.S. custody include",),
        type="extradite",
        what="Those being handed over to U.S. custody include Abigael González Valencia",
        patient=("Abigael González Valencia",),
    ),
    Report(
        event="the 26",
        article="004",
        evidence=("Mexico sent 26 inmates suspected",),
        type="transport",
        what="Mexico sent 26 inmates suspected of playing high-profile roles",
        count="26 inmates",
        agent=("Mexico",),
        patient=("26 inmates",),
        recipient=("the US",),
    ),
    Report(
        event="the 26",
        article="004",
        evidence=("was included in the group of 26",),
        type="extradite",
        what="the group of 26 confirmed later in the day",
        when="Tuesday",
        count="26",
        patient=("the group of 26",),
    ),
    # The transfer of the 29 in February.
    Report(
        event="the 29",
        article="001",
        evidence=("Mexican authorities sent 29 alleged drug cartel members",),
        type="transport",
        what="Mexican authorities sent 29 alleged drug cartel members to the US",
        when="in February",
        count="29 alleged drug cartel members",
        agent=("Mexican authorities",),
        patient=("29 alleged drug cartel members",),
        recipient=("the US",),
    ),
    Report(
        event="the 29",
        article="002",
        evidence=("Mexico extradited 29 cartel suspects",),
        type="extradite",
        what="Mexico extradited 29 cartel suspects, including infamous drug lord Rafael Caro Quintero",
        when="In February",
        count="29 cartel suspects",
        agent=("Mexico",),
        patient=("29 cartel suspects", "Rafael Caro Quintero"),
    ),
    Report(
        event="the 29",
        article="003",
        evidence=("Mexico handed over to American authorities 29 cartel figures",),
        type="extradite",
        what="Mexico handed over to American authorities 29 cartel figures",
        when="In February",
        count="29 cartel figures",
        agent=("Mexico",),
        patient=("29 cartel figures", "Rafael Caro Quintero"),
        recipient=("American authorities",),
    ),
    Report(
        event="the 29",
        article="004",
        evidence=("Mexico sent 29 prisoners",),
        type="extradite",
        what="Mexico sent 29 prisoners wanted over links to cartels to the US",
        when="In February",
        count="29 prisoners",
        agent=("Mexico",),
        patient=("29 prisoners",),
        recipient=("the US",),
    ),
    Report(
        event="the 29",
        article="004",
        evidence=("Among those transferred was Caro Quintero",),
        type="extradite",
        what="Among those transferred was Caro Quintero",
        patient=("Caro Quintero",),
    ),
    # The killing of the sheriff's deputy in 2008.
    Report(
        event="deputy",
        article="000",
        evidence=("who was killed in 2008",),
        type="die",
        what="the murder of a Los Angeles County Sheriff's deputy",
        status="alleged",
        when="in 2008",
        where="Los Angeles County",
        agent=("Roberto Salazar",),
        patient=("a Los Angeles County Sheriff's deputy",),
    ),
    Report(
        event="deputy",
        article="001",
        evidence=("in connection to the 2008 killing",),
        type="die",
        what="2008 killing of a Los Angeles County sheriff’s deputy",
        status="alleged",
        when="2008",
        agent=("Roberto Salazar",),
        patient=("a Los Angeles County sheriff’s deputy",),
    ),
    Report(
        event="deputy",
        article="002",
        evidence=("in connection with the 2008 killing",),
        type="die",
        what="2008 killing of Los Angeles Sheriff’s Deputy Juan Escalante",
        status="alleged",
        when="2008",
        agent=("Roberto Salazar",),
        patient=("Los Angeles Sheriff’s Deputy Juan Escalante",),
    ),
    Report(
        event="deputy",
        article="003",
        evidence=("is accused of participating in the 2008 killing",),
        type="attack",
        what="2008 killing of a Los Angeles County sheriff’s deputy",
        status="alleged",
        when="2008",
        agent=("Roberto Salazar",),
        patient=("a Los Angeles County sheriff’s deputy",),
    ),
    Report(
        event="deputy",
        article="004",
        evidence=("is alleged to have murdered an LA County",),
        type="die",
        what="murdered an LA County sheriff’s deputy",
        status="alleged",
        agent=("Roberto Salazar",),
        patient=("an LA County sheriff’s deputy",),
    ),
    # The killing of the agent in 1985.
    Report(
        event="Camarena",
        article="002",
        evidence=("tied to the 1985 killing",),
        type="die",
        what="1985 killing of U.S. DEA agent Enrique Camarena",
        when="1985",
        agent=("Rafael Caro Quintero",),
        patient=("U.S. DEA agent Enrique Camarena",),
    ),
    Report(
        event="Camarena",
        article="003",
        evidence=("who was behind the killing of a U.S. DEA agent",),
        type="die",
        what="the killing of a U.S. DEA agent in 1985",
        when="in 1985",
        agent=("Rafael Caro Quintero",),
        patient=("a U.S. DEA agent",),
    ),
    Report(
        event="Camarena",
        article="004",
        evidence=("is accused of murdering Drug Enforcement Administration",),
        type="attack",
        what="murdering Drug Enforcement Administration (DEA) agent Enrique ‘Kiki’ Camarena",
        status="alleged",
        when="in 1985",
        agent=("Caro Quintero",),
        patient=("Drug Enforcement Administration (DEA) agent Enrique ‘Kiki’ Camarena",),
    ),
    # What must stay apart.
    Report(
        event="Rosa A",
        article="004",
        evidence=("it was extraditing a woman",),
        type="extradite",
        what="extraditing a woman accused of transporting drugs across the border",
        when="Tuesday",
        agent=("Mexico’s attorney general’s office",),
        patient=("Rosa A",),
    ),
    Report(
        event="the 14 nationals",
        article="000",
        evidence=("agreed to return 14 Mexican nationals",),
        type="agreement",
        what="the U.S. Justice Department agreed to return 14 Mexican nationals",
        when="a day after",
        count="14 Mexican nationals",
        agent=("the U.S. Justice Department",),
        patient=("14 Mexican nationals",),
    ),
    Report(
        event="tariff threat",
        article="002",
        evidence=("President Donald Trump threatened tariffs",),
        type="threat",
        what="President Donald Trump threatened tariffs on Mexican goods",
        when="Earlier this year",
        agent=("President Donald Trump",),
    ),
    Report(
        event="tariff agreement",
        article="002",
        evidence=("both countries reached an agreement",),
        type="agreement",
        what="both countries reached an agreement extending a 90-day tariff exemption",
        when="In July",
        agent=("both countries",),
    ),
    Report(
        event="no invasion",
        article="002",
        evidence=("The United States is not going to come to Mexico with the military",),
        type="statement",
        what="The United States is not going to come to Mexico with the military",
        when="Friday",
        agent=("she",),
    ),
    Report(
        event="no invasion",
        article="004",
        evidence=("The United States is not going to come to Mexico with the military",),
        type="statement",
        what="The United States is not going to come to Mexico with the military",
        when="on Friday",
        agent=("she",),
    ),
    Report(
        event="agents within Mexico",
        article="004",
        evidence=("rejected reports that US President Donald Trump had authorised",),
        type="statement",
        what="President Claudia Sheinbaum rejected reports",
        when="Last week",
        agent=("President Claudia Sheinbaum",),
    ),
)


def seed_articles(folder: Path) -> dict[str, Article]:
    """The five seed articles by id."""
    return {a.id: a for a in read_articles([str(folder / "*.txt")]) if isinstance(a, Article)}


def seed_records(articles: Mapping[str, Article], schema: Schema) -> list[tuple[EventRecord, str]]:
    """The hand-written records of the seeds, each with the name of its event."""
    by_number = {name[:3]: article for name, article in articles.items()}
    return [(record_of(report, by_number[report.article], schema), report.event) for report in REPORTS]


def record_of(report: Report, article: Article, schema: Schema) -> EventRecord:
    """The record that an extraction would make of a report."""
    sentences = tuple(sorted({_sentence_of(text, article) for text in report.evidence}))
    written = report.written()
    content = repr((article.id, sentences, sorted(written.items())))
    return EventRecord(
        id=sha256(content.encode()).hexdigest()[:16],
        article=article.id,
        published=article.published,
        source=article.source,
        schema_name=schema.name,
        headline=report.what,
        sentences=sentences,
        fields={
            field.name: tuple(
                _mention(field.type, said, article, sentences) for said in written.get(field.name, ())
            )
            for field in schema.fields
        },
    )


def _mention(
    field_type: FieldType[Any], said: Written, article: Article, sentences: tuple[int, ...]
) -> Mention:
    span, grounding = _grounded(field_type, said, article, sentences)
    support = Support(
        article=article.id, sentences=sentences, written=said.text, span=span, grounding=grounding
    )
    return Mention(value=field_type.read(said, Context(article, sentences, span)), support=support)


def _grounded(
    field_type: FieldType[Any], said: Written, article: Article, sentences: tuple[int, ...]
) -> tuple[Span | None, Grounding]:
    """Where the value stands, if it is not one that was judged."""
    if field_type.evidence is Evidence.JUDGED:
        return None, Grounding.JUDGED
    for number in sentences:
        sentence = article.sentence(number).span
        start = article.text.find(said.text, sentence.start)
        if sentence.start <= start < sentence.end:
            return Span(start=start, end=start + len(said.text)), Grounding.EXACT
    start = article.text.find(said.text)
    if start < 0:
        return None, Grounding.UNSUPPORTED
    return Span(start=start, end=start + len(said.text)), Grounding.ELSEWHERE


def _sentence_of(fragment: str, article: Article) -> int:
    (found,) = (s.number for s in article.news if fragment in s.span.text_in(article.text))
    return found
