"""Periods as people read them."""

from django.utils.translation import gettext, ngettext

from privacy.register.models.facts import RetentionRule


def duration_label(value: int, unit: str) -> str:
    """Return "12 months" in the active language."""
    forms = {
        "minutes": ngettext("%(n)d minute", "%(n)d minutes", value),
        "days": ngettext("%(n)d day", "%(n)d days", value),
        "months": ngettext("%(n)d month", "%(n)d months", value),
        "years": ngettext("%(n)d year", "%(n)d years", value),
    }
    return forms.get(unit, gettext("%(n)d days")) % {"n": value}


def period_label(value: int | None, unit: str, trigger: str) -> str:
    """Return "12 months after the last contact" in the active language."""
    length = "" if value is None else duration_label(value, unit)
    return f"{length} {RetentionRule.Trigger(trigger).label}".strip()
