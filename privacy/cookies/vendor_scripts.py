"""Where the scripts of other companies come from: one file or folder each, never a whole host (C5, P4).

A host such as Google's holds files that run whatever an address tells them to; a page that allows all of them protects
nobody (CSP Level 3, 6.7.2.8 and 8.1). What our files in `static/js/vendors/` load stands here, and nowhere in the register.
"""

from urllib.parse import urlsplit

from privacy.register.models.facts import Vendor

ADDRESSES: dict[str, str] = {
    Vendor.Script.GOOGLE_ANALYTICS: "https://www.googletagmanager.com/gtag/js",
    # It loads its own versions from beside it.
    Vendor.Script.LINKEDIN_INSIGHT: "https://snap.licdn.com/li.lms-analytics/",
}


def host_of(script: str) -> str:
    """Return the host that a script is loaded from."""
    return urlsplit(ADDRESSES[script]).hostname or ""
