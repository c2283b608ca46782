"""What is done with a request before its host is looked at: health addresses, and whether it came the way it should."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from privacy.operations.proxies import Watch
from privacy.operations.views import healthz, readyz

PROBED = {"/healthz": healthz, "/readyz": readyz}
Next = Callable[[HttpRequest], HttpResponse]


def answer_probes(get_response: Next) -> Next:
    """Answer the health addresses whatever host was asked for: a machine that probes has an address and no name.

    Every other address goes on to where ALLOWED_HOSTS is held.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        view = PROBED.get(request.path_info)
        return view(request) if view else get_response(request)

    return middleware


def watch_proxies(get_response: Next) -> Next:
    """Notice when requests come through more or fewer proxies than TRUSTED_PROXIES says."""
    watch = Watch()

    def middleware(request: HttpRequest) -> HttpResponse:
        watch.look(request)
        return get_response(request)

    return middleware
