"""The mails to privacy officers: a breach and its hours, somebody who opens or takes out very much."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from privacy.access.selectors import staff_names
from privacy.breaches.models import BreachAlert, MassAlert
from privacy.breaches.services import CLOCK_MAIL, hours_left, tell_clock
from privacy.breaches.watching import MASS, watch
from privacy.operations.schedule import register_job
from privacy.outbox.kinds import MailKind, Message, RecordGone, register_mail_kind
from privacy.outbox.rendering import render_message


class Clock(MailKind):
    """How many of the 72 hours are left."""

    key = CLOCK_MAIL
    label = gettext_lazy("Breach: hours left to report it: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when it was reported or closed meanwhile."""
        alert = BreachAlert.objects.select_related("breach", "to").get(pk=object_id)
        left = hours_left(alert.breach, now=timezone.now())
        if not alert.breach.waits or not (alert.to.is_active and alert.to.email):
            raise RecordGone
        with override(language):
            if left < 0:
                heading = _("The 72 hours to report a breach are over")
            else:
                heading = ngettext(
                    "A breach of personal data: %(n)d hour left to report it",
                    "A breach of personal data: %(n)d hours left to report it",
                    left,
                ) % {"n": left}
            return render_message(
                template="breaches/mail/alarm",
                to=[alert.to.email],
                subject=heading,
                language=language,
                context={
                    "heading": heading,
                    "words": _("Assess the risk, and report it to the authority unless a risk to people is unlikely."),
                    "link": settings.SITE_URL + reverse("breaches:breach", args=[alert.breach_id]),
                },
            )


class Mass(MailKind):
    """Somebody opened or exported very much."""

    key = MASS
    label = gettext_lazy("Very much was opened or exported: to privacy officers")

    def render(self, object_id: int, language: str) -> Message:
        """Raises RecordGone when somebody looked at it meanwhile."""
        alert = MassAlert.objects.select_related("alarm", "to").get(pk=object_id)
        alarm = alert.alarm
        if alarm.looked_at or not (alert.to.is_active and alert.to.email):
            raise RecordGone
        with override(language):
            words = {
                "opened": ngettext(
                    "%(who)s opened %(n)d record within an hour.",
                    "%(who)s opened %(n)d records within an hour.",
                    alarm.count,
                ),
                "exported": ngettext(
                    "%(who)s exported %(n)d record within an hour.",
                    "%(who)s exported %(n)d records within an hour.",
                    alarm.count,
                ),
            }[alarm.what]
            heading = _("Somebody opened or exported very much")
            who = staff_names([alarm.actor_id]).get(alarm.actor_id) or _("A closed account")
            return render_message(
                template="breaches/mail/alarm",
                to=[alert.to.email],
                subject=heading,
                language=language,
                context={
                    "heading": heading,
                    "words": words % {"who": who, "n": alarm.count},
                    "link": settings.SITE_URL + reverse("breaches:list"),
                },
            )


def register_alarms() -> None:
    """Make the mails and the jobs known."""
    register_mail_kind(Clock())
    register_mail_kind(Mass())
    register_job("breach_clock", every=timedelta(hours=1), run=tell_clock)
    register_job("mass_access", every=timedelta(minutes=10), run=watch)
