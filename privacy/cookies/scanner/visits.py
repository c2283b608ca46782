"""Visits: a browser with one answer opens pages, and everything that is stored or contacted is written down."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from privacy.cookies.scanner.fakes import answer_for
from privacy.cookies.scanner.states import State

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request


COOKIE, LOCAL, SESSION, DATABASE, HOST = "cookie", "local_storage", "session_storage", "indexed_db", "host"
# Something that the page's own policy stopped: it reached nobody, and somebody put it there.
BLOCKED = "blocked"
STORAGE = (LOCAL, SESSION, DATABASE)
UNREACHABLE, SIGNED_OUT = "unreachable", "signed_out"
# How long nothing may happen before a page counts as done, and how long that may take at most (seconds).
QUIET, QUIET_REAL = 0.08, 0.8
PATIENCE = 5.0
TIMEOUT_MS = 20_000
# What a page writes is seen even where the page takes it away again, as ours does after a refusal (C20).
WATCH = """(() => {
  const written = window[Symbol.for("scan")] = [];
  document.addEventListener("securitypolicyviolation", ({ blockedURI, disposition }) => {
    if (disposition === "enforce") written.push(["blocked", blockedURI]);
  });
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  const over = (line) => /;\\s*max-age=(0|-)/i.test(line) || Date.parse(/;\\s*expires=([^;]*)/i.exec(line)?.[1]) < Date.now();
  Object.defineProperty(Document.prototype, "cookie", { ...cookie, set(line) {
    if (!over(`${line}`)) written.push(["cookie", `${line}`.split("=")[0].trim()]);
    cookie.set.call(this, line);
  } });
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    written.push([this === window.sessionStorage ? "session_storage" : "local_storage", `${key}`]);
    setItem.call(this, key, value);
  };
})();"""
STORED = """async () => {
  const keys = (area) => { try { return Object.keys(window[area]); } catch { return []; } };
  const databases = async () => { try { return (await indexedDB.databases()).map(({ name }) => name); } catch { return []; } };
  const hints = [...document.querySelectorAll("link[rel~=preconnect], link[rel~=dns-prefetch]")].map(({ href }) => href);
  const asks = document.documentElement.dataset.consent === "ask";
  const stored = { local_storage: keys("localStorage"), session_storage: keys("sessionStorage"), indexed_db: await databases() };
  return { ...stored, hints, asks, written: window[Symbol.for("scan")] ?? [] };
}"""
# Where the company of a video is allowed, a visitor would see it play.
PLAY = """(companies) => {
  const videos = [...document.querySelectorAll("[data-embed]")];
  for (const video of videos) {
    const button = video.querySelector("[data-embed-play=once]");
    if (!video.querySelector("iframe") && button && companies.includes(button.value)) button.click();
  }
  return videos.filter((video) => video.querySelector("iframe")).length;
}"""
# What nobody declared, as a script may leave it: at every part of the path, kept apart for this site, in each storage.
PLANT = """async (name) => {
  const paths = ["/", ...location.pathname.split("/").slice(1, -1).map((_, end, parts) => `/${parts.slice(0, end + 1).join("/")}/`)];
  paths.forEach((path, number) => { document.cookie = `${name}_${number}=1;path=${path};max-age=9999`; });
  document.cookie = `${name}_apart=1;path=/;secure;partitioned;samesite=none;max-age=9999`;
  localStorage.setItem(name, 1);
  sessionStorage.setItem(name, 1);
  await new Promise((done) => { Object.assign(indexedDB.open(name), { onsuccess: ({ target }) => done(target.result.close()) }); });
}"""
PLANTED = "scan_left"
# Everything is refused as a visitor refuses it, in the settings. What was seen before is not what is left.
WITHDRAW = """() => {
  (window[Symbol.for("scan")] ?? []).length = 0;
  document.querySelector("[data-consent-settings] [value=refuse_all]").click();
}"""
SHOW = """(number) => [...document.querySelectorAll("[data-embed] iframe")][number]?.scrollIntoView()"""


@dataclass(frozen=True)
class Sighting:
    """That something was seen: of what kind, its name, on which host (empty: ours), at which path, in which state."""

    kind: str
    name: str
    host: str
    path: str
    state: str
    # Whether it is a cookie that stood in the browser, and for how many seconds it will; None until the browser closes.
    kept: bool = False
    seconds: float | None = None


@dataclass(frozen=True)
class Visit:
    """What one page did in one state; `error` is set when it could not be looked at: an HTTP status, or a word."""

    path: str
    state: str
    sightings: tuple[Sighting, ...] = ()
    error: str = ""
    seconds: float = 0.0


class NotThere(Exception):
    """The page answered with an error; the text is the HTTP status."""


class NotTaken(Exception):
    """The site asks although it was answered: it does not understand the answer, or asks by another release."""


class Traffic:
    """What a page asks of other machines, and how much of everything it still waits for."""

    def __init__(self, page: "Page", own: str) -> None:
        self.own = own
        self.waiting = 0
        self.hosts: set[str] = set()
        page.on("request", self._asked)
        page.on("requestfinished", self._done)
        page.on("requestfailed", self._failed)
        page.on("websocket", lambda socket: self.contacted(socket.url))

    def begin(self) -> None:
        """Forget the page before."""
        self.waiting = 0
        self.hosts = set()

    def contacted(self, url: str) -> None:
        """Write down the host of an address that is not ours."""
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.own:
            self.hosts.add(address.hostname or "")

    def _asked(self, request: "Request") -> None:
        self.waiting += 1

    def _done(self, request: "Request") -> None:
        self.waiting -= 1
        self.contacted(request.url)

    def _failed(self, request: "Request") -> None:
        self.waiting -= 1
        # What the page's own policy stopped has reached nobody.
        if "csp" not in (request.failure or "").lower():
            self.contacted(request.url)


class Profile:
    """A browser profile with one answer, in which every page is met as if it were the first.

    Cookies are emptied before each page; where a page left anything else, the whole profile is thrown away.
    Unless `real`, stand-ins answer for every machine but the site's.
    """

    def __init__(self, browser: "Browser", base_url: str, state: State, *, real: bool = False) -> None:
        self.browser, self.base_url, self.state, self.real = browser, base_url, state, real
        self.own = urlsplit(base_url).netloc
        self._open()

    def visit(self, path: str, *, embeds: Iterable[str] = ()) -> Visit:
        """Open one page; `embeds` are the companies whose videos may play. Raises NotTaken."""
        from playwright.sync_api import Error

        begun = time.monotonic()
        try:
            sightings = tuple(self._look(path, embeds))
            self._leave(sightings)
        except (NotThere, Error) as error:
            self._renew()
            return Visit(path, self.state.name, error=str(error) if isinstance(error, NotThere) else UNREACHABLE)
        return Visit(path, self.state.name, sightings, seconds=time.monotonic() - begun)

    def close(self) -> None:
        """Throw the profile away."""
        self.context.close()

    def _open(self) -> None:
        self.context = self.browser.new_context(base_url=self.base_url, service_workers="block")
        self.context.set_default_timeout(TIMEOUT_MS)
        if not self.real:
            outside = re.compile(rf"^(?!https?://{re.escape(self.own)}(/|$))https?://")
            self.context.route(outside, _stand_in)
        if self.state.withdraws:
            # The site's own answer would be the proof of a choice that nobody made.
            self.context.route("**/cookies/choice/", _take_choice)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.traffic = Traffic(self.page, self.own)
        self._put_answer()

    def _put_answer(self) -> None:
        self.context.clear_cookies()
        if self.state.cookie:
            name, value = self.state.cookie_name, self.state.cookie
            self.context.add_cookies([{"name": name, "value": value, "url": self.base_url}])

    def _renew(self) -> None:
        self.close()
        self._open()

    def _leave(self, sightings: Iterable[Sighting]) -> None:
        """Make the next page the first one again."""
        if any(sighting.kind in STORAGE for sighting in sightings):
            self._renew()
        else:
            self.page.goto("about:blank")
            self._put_answer()

    def _look(self, path: str, embeds: Iterable[str]) -> Iterator[Sighting]:
        self.traffic.begin()
        answer = self.page.goto(path, wait_until="load")
        if answer and answer.status >= 400:
            raise NotThere(str(answer.status))
        if answer and self.state.staff and urlsplit(answer.url).path != path:
            raise NotThere(SIGNED_OUT)
        sent = answer.header_values("set-cookie") if answer else []
        self._settle()
        for number in range(self.page.evaluate(PLAY, list(embeds))):
            self.page.evaluate(SHOW, number)
            self._settle()
        if self.state.withdraws:
            sent = []
            self._withdraw()
        stored = list(self._stored())
        stored += ((COOKIE, line.partition("=")[0].strip(), "") for line in sent)
        stored += ((HOST, host, "") for host in self.traffic.hosts)
        lasting = dict(self._cookies())
        for kind, name, host in {*stored, *lasting}:
            thing = (kind, name, host)
            yield Sighting(*thing, path, self.state.name, thing in lasting, lasting.get(thing))

    def _withdraw(self) -> None:
        """Leave what nobody declared, then take back every permission; what is seen from here on is what stayed.

        Where an address shows no settings, such as a list for machines, nothing runs that could be taken back.
        """
        if not self.page.query_selector("[data-consent-settings]"):
            return
        self.page.evaluate(PLANT, PLANTED)
        self.traffic.begin()
        self.page.evaluate(WITHDRAW)
        self._settle()

    def _settle(self) -> None:
        """Wait until nothing has been on its way for a moment."""
        quiet = QUIET_REAL if self.real else QUIET
        since = time.monotonic()
        end = since + PATIENCE
        while time.monotonic() < end and time.monotonic() - since < quiet:
            self.page.wait_for_timeout(20)
            if self.traffic.waiting > 0:
                since = time.monotonic()

    def _stored(self) -> Iterator[tuple[str, str, str]]:
        from playwright.sync_api import Error

        for frame in self.page.frames:
            try:
                found: dict[str, Any] = frame.evaluate(STORED)
            except Error:  # a frame that is gone again
                continue
            if frame is self.page.main_frame:
                if found["asks"] and self.state.answered:
                    raise NotTaken
                for hint in found["hints"]:
                    self.traffic.contacted(hint)
            address = urlsplit(frame.url)
            host = "" if address.netloc in (self.own, "") else address.hostname or ""
            for kind in STORAGE:
                for name in found[kind]:
                    yield kind, name, host
            if not host:
                for kind, name in found["written"]:
                    yield from self._written(kind, name)

    def _written(self, kind: str, name: str) -> Iterator[tuple[str, str, str]]:
        if kind != BLOCKED:
            yield kind, name, ""
        elif not self.state.withdraws:  # a page that was withdrawn from stops its own scripts (C20)
            yield kind, urlsplit(name).hostname or name.partition(":")[0], ""

    def _cookies(self) -> Iterator[tuple[tuple[str, str, str], float | None]]:
        """Yield every cookie there is, with how long it is kept from now."""
        host = urlsplit(self.base_url).hostname or ""
        for cookie in self.context.cookies():
            domain = cookie["domain"].removeprefix(".")
            ours = host == domain or host.endswith(f".{domain}")
            if self.state.withdraws and not ours:
                continue  # nobody but its owner, or the browser, can delete it; the page says so (C16)
            lasting = cookie["expires"] - time.time() if cookie["expires"] > 0 else None
            yield (COOKIE, cookie["name"], "" if ours else domain), lasting


def _take_choice(route: Any) -> None:
    if route.request.method == "POST":
        route.fulfill(json={})
    else:
        route.fallback()


def _stand_in(route: Any) -> None:
    answer = answer_for(route.request.url)
    route.fulfill(status=200, headers=answer.headers, content_type=answer.content_type, body=answer.body)
