"""Plans: how an article is asked about, whole or step by step."""

from extractor.errors import UsageError
from extractor.extraction.plans.article import ArticlePlan
from extractor.extraction.plans.base import Answer, Ask, Asker, Plan, RawEvent
from extractor.extraction.plans.outline import OutlinePlan
from extractor.schemas import Schema

__all__ = ["PLANS", "Answer", "ArticlePlan", "Ask", "Asker", "OutlinePlan", "Plan", "RawEvent", "load_plan"]

PLANS: dict[str, type[ArticlePlan] | type[OutlinePlan]] = {
    plan.name: plan for plan in (ArticlePlan, OutlinePlan)
}
"""Every plan by its name."""


def load_plan(name: str, schema: Schema, prompt: str | None = None) -> Plan:
    """The plan with this name.

    Raises:
        UsageError: there is no such plan, or its templates are missing or wrong.
    """
    if name not in PLANS:
        raise UsageError(f"no plan {name!r}: choose one of {', '.join(sorted(PLANS))}")
    return PLANS[name](schema, prompt)
