"""Health addresses: plain JSON, never cached, nothing personal."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from privacy.operations.health import OK, readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The site can do its work: 200, or 503 with the checks that are not "ok". What to do about them is told to staff alone."""
    checks = readiness(now=timezone.now())
    ready = all(state == OK for state in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)
