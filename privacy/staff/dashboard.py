"""What the CMS home says about training and authorisations."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.access.selectors import purpose_titles
from privacy.access.training import ending, unread_purposes
from privacy.cms.dashboard import HomeLine, home_line
from privacy.staff.models import ProposedRole
from privacy.staff.proposals import proposals
from privacy.staff.second_person import accounts_waiting, changed_addresses
from privacy.staff.waiting import may_open


@home_line(order=4)
def authorisation_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """Data that nobody may read, and training that ends within a month: one's own, and everybody's for officers."""
    now, user = timezone.now(), request.user
    soon = ending(now)
    own = [last_day for person, last_day in soon if person.pk == user.pk]
    if own:
        sentence = _("Your training is valid until %(date)s. Repeat it to keep reading messages.")
        yield HomeLine(sentence % {"date": date_format(min(own))}, reverse("wagtailadmin_home"))
    if not user.has_perm("privacy_access.add_authorisation"):
        return
    url = reverse("authorisations:index")
    if keys := sorted(unread_purposes(now)):
        titles = ", ".join(f"“{title}”" for title in purpose_titles(keys).values())
        yield HomeLine(_("Messages wait that nobody may read: %(purposes)s.") % {"purposes": titles}, url, urgent=True)
    if people := len({person.pk for person, _last_day in soon}):
        sentence = ngettext(
            "The training of %(count)d person ends within a month, first on %(date)s.",
            "The training of %(count)d people ends within a month, first on %(date)s.",
            people,
        )
        first = min(last_day for _person, last_day in soon)
        yield HomeLine(sentence % {"count": people, "date": date_format(first)}, url)


@home_line(order=5)
def second_person_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """What waits until somebody else agrees."""
    if not may_open(request.user):
        return
    own = request.user.pk
    # One query on a day on which nothing waits, which is nearly every day.
    changed = changed_addresses().order_by().values_list("object_id")
    if not ProposedRole.objects.order_by().values_list("user_id").union(changed).exists():
        return
    roles = [one for one in proposals() if own not in (one.user_id, one.proposed_by_id)]
    count = len(roles) + len([user for user in accounts_waiting() if user.pk != own])
    if count:
        words = ngettext(
            "%(count)d change of an account waits for a second person.",
            "%(count)d changes of accounts wait for a second person.",
            count,
        )
        yield HomeLine(words % {"count": count}, reverse("staff_waiting"))
