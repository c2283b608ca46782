"""What a release does to visitors who have chosen already, before it is published (C22)."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.cookies.models import ConsentRecord
from privacy.register import asking
from privacy.register.differences import Difference
from privacy.register.effects import Effect, release_effect


@release_effect
def asked_again(difference: Difference) -> Iterable[Effect]:
    """Say, for each cookie group, how many choices in force would be asked for again, and when."""
    before, after = difference.before, difference.after
    if not before or not after:
        return
    for key, group in after["cookie_groups"].items():
        if group["required"] or key not in before["cookie_groups"]:
            continue
        label = after["texts"][settings.LANGUAGE_CODE]["cookie_groups"].get(key, {}).get("label", key)
        if asking.changes_of(before, after, key, material=False):
            yield Effect(_in_force(), _("choices are asked for again under “%(group)s”") % {"group": label})
        elif asking.changes_of(before, after, key, material=True):
            yield Effect(
                _in_force(),
                _("choices are asked for again under “%(group)s”, if the change is material") % {"group": label},
            )


def _in_force() -> int:
    """Return how many browsers hold a choice about groups that has not lapsed and that no later one replaced."""
    later = ConsentRecord.objects.filter(previous=OuterRef("pk"))
    whole = ConsentRecord.objects.filter(valid_until__gt=timezone.now()).exclude(method=ConsentRecord.Method.EMBED)
    return whole.filter(~Exists(later)).count()
