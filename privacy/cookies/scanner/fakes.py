"""Stand-ins for other companies, so that a scan reaches nobody: each sets what the real one is known to set.

The table is ours, from what the companies document and what browsers show. It is not made from the register, so
a cookie that the register does not declare is found, as is a declared one that nobody sets.
"""

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Fake:
    """What the hosts of one company do.

    `script`: their answer is a script that sets `on_our_domain` (a * is the measured property) and reports to
    `reports_to`. `sets` are cookies of their own answer, on `domain`. Beside each name
    stands how long it is kept, in seconds; 0 is until the browser closes.
    """

    company: str
    hosts: tuple[str, ...]
    script: bool = False
    on_our_domain: tuple[tuple[str, int], ...] = ()
    reports_to: str = ""
    domain: str = ""
    sets: tuple[tuple[str, int], ...] = ()
    content_type: str = "text/plain"


DAY, YEAR = 86_400, 365 * 86_400
FAKES = (
    Fake(
        "Google Analytics",
        hosts=("www.googletagmanager.com",),
        script=True,
        on_our_domain=(("_ga", 2 * YEAR), ("_ga_*", 2 * YEAR)),
        reports_to="https://region1.google-analytics.com/g/collect?v=2",
    ),
    Fake("Google Analytics", hosts=("*.google-analytics.com", "*.analytics.google.com")),
    Fake(
        "LinkedIn Insight",
        hosts=("snap.licdn.com",),
        script=True,
        on_our_domain=(("li_fat_id", 30 * DAY),),
        reports_to="https://px.ads.linkedin.com/collect?v=2",
    ),
    Fake(
        "LinkedIn",
        hosts=("*.linkedin.com",),
        domain="linkedin.com",
        sets=(
            ("bcookie", YEAR),
            ("lidc", DAY),
            ("li_gc", YEAR // 2),
            ("li_sugr", 90 * DAY),
            ("UserMatchHistory", 30 * DAY),
            ("AnalyticsSyncHistory", 30 * DAY),
        ),
    ),
    Fake(
        "Vimeo",
        hosts=("player.vimeo.com",),
        domain="vimeo.com",
        sets=(("vuid", 2 * YEAR), ("player", YEAR), ("__cf_bm", 1800), ("_cfuvid", 0), ("cf_clearance", YEAR)),
        content_type="text/html",
    ),
)
# A cookie goes to the shortest domain that takes it, as those scripts do; the report is a picture and a post.
SCRIPT = """(() => {
  const labels = location.hostname.split(".");
  const put = ([name, seconds]) => {
    for (let start = labels.length - 2; start >= 0; start--) {
      document.cookie = `${name}=scan;path=/;max-age=${seconds};domain=${labels.slice(start).join(".")}`;
      if (document.cookie.includes(`${name}=`)) return;
    }
    document.cookie = `${name}=scan;path=/;max-age=${seconds}`;
  };
  NAMES.forEach(put);
  new Image().src = REPORT;
  fetch(REPORT, { method: "POST", mode: "no-cors", credentials: "include" }).catch(() => {});
})();"""


@dataclass(frozen=True)
class Answer:
    """What a stand-in answers: `cookies` are whole Set-Cookie lines."""

    body: str = ""
    content_type: str = "text/plain"
    cookies: tuple[str, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        values = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        return {**values, "Set-Cookie": "\n".join(self.cookies)} if self.cookies else values


def answer_for(url: str) -> Answer:
    """Return what the company at this address would do; nothing, for one that is not known."""
    address = urlsplit(url)
    host = address.hostname or ""
    for fake in FAKES:
        if any(fnmatchcase(host, pattern) for pattern in fake.hosts):
            return _answer(fake, parse_qs(address.query).get("id", ["G-SCAN"])[0])
    return Answer()


def _answer(fake: Fake, number: str) -> Answer:
    if fake.script:
        names = [(name.replace("*", number.removeprefix("G-")), seconds) for name, seconds in fake.on_our_domain]
        body = SCRIPT.replace("NAMES", json.dumps(names)).replace("REPORT", json.dumps(fake.reports_to))
        return Answer(body, "text/javascript")
    lines = (
        f"{name}=scan; Domain={fake.domain}; Path=/; Secure; SameSite=None"
        + (f"; Max-Age={seconds}" if seconds else "")
        for name, seconds in fake.sets
    )
    return Answer("", fake.content_type, tuple(lines))
