"""Health addresses: plain JSON, never cached, nothing personal."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from privacy.operations.health import OK, concerns, readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The site can do its work: 200, or 503 with the checks that are not "ok" and what to do about them."""
    now = timezone.now()
    checks = readiness(now=now)
    if all(state == OK for state in checks.values()):
        return JsonResponse({"ready": True, "checks": checks})
    with translation.override(settings.LANGUAGE_CODE):
        return JsonResponse({"ready": False, "checks": checks, "concerns": concerns(now=now)}, status=503)
