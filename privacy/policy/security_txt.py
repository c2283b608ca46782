"""`/.well-known/security.txt` (RFC 9116): where somebody who found a weakness of the site can tell us."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacy.register.selectors import current_release, released_register

# RFC 9116 §2.5.5 recommends less than a year. The file is made anew on each request, so it never lies about expired.
VALID = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer with the address of the controller of the release in force; 404 while there is none, as Contact must be."""
    release, register = current_release(), released_register()
    if release is None or register is None or not register.controller.email:
        raise Http404
    lines = [
        f"Contact: mailto:{register.controller.email}",
        f"Expires: {expiry(timezone.now()):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(release.languages)}",
        f"Canonical: {settings.SITE_URL}{request.path}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def expiry(now: datetime) -> datetime:
    """Return the moment from which the file counts no more: a midnight (UTC), so that its bytes change once a day."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + VALID
