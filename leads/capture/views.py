"""The public way of a form: shown alone, its key, its post, its receipt."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from leads.capture import guards
from leads.capture.rendering import block_context, form_context
from leads.capture.selectors import live_version, slug_is_known


def form_view(request: HttpRequest, slug: str) -> HttpResponse:
    version = live_version(slug, get_language() or "")
    if version is None:
        if not slug_is_known(slug):
            raise Http404
        return render(request, "capture/closed_page.html", block_context(form=None), status=404)
    return render(request, "capture/page.html", {**form_context(version=version), "title": version.texts["title"]})


@never_cache
def challenge_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer a signed one-time key; asked for on the first touch of a form (no cookie)."""
    return JsonResponse({"key": guards.new_key(slug, now=timezone.now())})


@never_cache
def received_view(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    raise Http404
