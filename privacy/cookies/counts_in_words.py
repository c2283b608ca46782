"""Counts of cookie choices as staff read them: numbers, shares where there are enough, one sentence."""

from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.cookies.models import ConsentRecord
from privacy.cookies.selectors import current_offer
from privacy.cookies.statistics import DAY, MONTH, Shares


def group_labels() -> dict[str, str]:
    """Return purpose → its name in the release in force, for those that visitors can refuse."""
    offer = current_offer()
    return {group.key: group.label for group in offer.register.cookie_groups if not group.required} if offer else {}


def company_names() -> dict[str, str]:
    """Return company → its name in the release in force."""
    offer = current_offer()
    return {vendor.key: vendor.name for vendor in offer.register.vendors} if offer else {}


def method_label(method: str) -> str:
    """Return how somebody answered, in words; what has none yet as the records name it."""
    return capfirst(str(dict(ConsentRecord.Method.choices).get(method, method)))


def step_label(start: date, step: str) -> str:
    """Return "3 August 2026", "Week of 3 August 2026" or "August 2026"."""
    if step == MONTH:
        return date_format(start, "YEAR_MONTH_FORMAT")
    return date_format(start) if step == DAY else _("Week of %(day)s") % {"day": date_format(start)}


def step_words(step: str) -> dict[str, str]:
    """Return what a step is called as a column, over its table and over its plot."""
    if step == DAY:
        return {"step": _("Day"), "table": _("The numbers by day"), "plot": _("Answers by day, as stacked bars")}
    if step == MONTH:
        return {"step": _("Month"), "table": _("The numbers by month"), "plot": _("Answers by month, as stacked bars")}
    return {"step": _("Week"), "table": _("The numbers by week"), "plot": _("Answers by week, as stacked bars")}


def parts(shares: Shares) -> tuple[str, str, str]:
    """Return the three parts as shares, or as numbers where there are fewer than twenty answers."""
    percent = shares.percent
    if percent is None:
        return str(shares.everything), str(shares.some), str(shares.nothing)
    # Translators: a whole percentage, spaced as your language does it.
    form = _("%(n)s%%")
    everything, some, nothing = (form % {"n": share} for share in percent)
    return everything, some, nothing


def cells(shares: Shares) -> tuple[str, str, str]:
    """Return the three parts for a table: the number, with its share where there are enough answers."""
    numbers = [str(intcomma(number)) for number in (shares.everything, shares.some, shares.nothing)]
    if shares.percent is None:
        return numbers[0], numbers[1], numbers[2]
    everything, some, nothing = (f"{number} ({part})" for number, part in zip(numbers, parts(shares), strict=True))
    return everything, some, nothing


def sentence(shares: Shares, *, group: str = "", days: int | None = None) -> str:
    """Return what a period says in one sentence; `group` is a purpose's name, `days` the period where it is not seen."""
    everything, some, nothing = parts(shares)
    values = {
        "total": intcomma(shares.total),
        "days": days,
        "purpose": group,
        "everything": everything,
        "some": some,
        "nothing": nothing,
    }
    if group:
        form = ngettext(
            "%(total)s answer about “%(purpose)s”: %(everything)s allowed it, %(nothing)s refused it.",
            "%(total)s answers about “%(purpose)s”: %(everything)s allowed it, %(nothing)s refused it.",
            shares.total,
        )
    elif days:
        form = ngettext(
            "%(total)s answer in %(days)s days: %(everything)s allowed everything, %(some)s some, %(nothing)s nothing.",
            "%(total)s answers in %(days)s days: %(everything)s allowed everything, %(some)s some, %(nothing)s nothing.",
            shares.total,
        )
    else:
        form = ngettext(
            "%(total)s answer: %(everything)s allowed everything, %(some)s some, %(nothing)s nothing.",
            "%(total)s answers: %(everything)s allowed everything, %(some)s some, %(nothing)s nothing.",
            shares.total,
        )
    return form % values
