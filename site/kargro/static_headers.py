"""What static files say beside themselves: the web server's middleware answers them before the site's own policy is set."""

from wsgiref.headers import Headers

POLICY = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def add_policy(headers: Headers, path: str, url: str) -> None:
    """Let no other site frame a static file, a picture that could hold a script included (WHITENOISE_ADD_HEADERS_FUNCTION)."""
    headers["Content-Security-Policy"] = POLICY
