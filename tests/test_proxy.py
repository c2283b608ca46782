"""The proxy before the site: TLS alone, the visitor's own address, bodies of a size, a cache of what is public, a log of nobody."""

import json
import re
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.proxy import HOST, proxy, write_certificate

SENTINEL = "jan.jansen@example.com"
PRODUCTION = (Path(__file__).resolve().parents[1] / "site/kargro/settings/production.py").read_text()
(OF_STAFF,) = re.findall(r'^SESSION_COOKIE_NAME, .* = "([^"]+)"', PRODUCTION, re.M)
PUBLIC = {"Cache-Control": "public, max-age=0, s-maxage=300"}


class Echo(BaseHTTPRequestHandler):
    """A site that answers with what it was asked and the headers it was told to send."""

    protocol_version = "HTTP/1.1"
    headers_sent: dict[str, dict[str, str]] = {}
    begun: list[str] = []
    seen: list[dict] = []

    def do_GET(self):
        self.begun.append(self.path)
        received = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.seen.append({"path": self.path, "headers": headers, "bytes": len(received)})
        body = json.dumps({**self.seen[-1], "number": len(self.seen)}).encode()
        self.send_response(200)
        sent = {"Content-Type": "application/json", **self.headers_sent.get(self.path, {})}
        for name, value in {**sent, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 a name of the standard library

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture(scope="module")
def echo():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def before(echo):
    """The proxy, before that site; files of 1 MB at most, so bodies of twelve."""
    with proxy(f"127.0.0.1:{echo.server_port}", UPLOAD_MAX_MB="1") as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_seen():
    Echo.headers_sent, Echo.begun[:], Echo.seen[:] = {}, [], []


def test_http_leads_to_the_site_over_tls_for_good(before):
    """R1: every path, with its query, to the site's own host whatever host was asked for; nothing is answered in clear."""
    for host in (HOST, "evil.example"):
        answer = before.ask("/nl/privacy/?a=1&b=%20", tls=False, Host=host)
        assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/nl/privacy/?a=1&b=%20")
    assert before.ask("/nl/forms/contact/", method="POST", body=b"name=Jan", tls=False).status == 301
    assert Echo.seen == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_tls_is_not_spoken(before):
    """R1, P7: 1.2 and 1.3."""
    for version, spoken in (
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        try:
            with socket.create_connection(("127.0.0.1", before.https)) as plain, context.wrap_socket(plain) as wrapped:
                assert wrapped.version()
            assert spoken
        except ssl.SSLError:
            assert not spoken


def test_a_request_with_two_ends_is_refused(before):
    """P7: a length beside chunks, or two lengths, would let the proxy and the site see different requests (RFC 9112, 6.3)."""
    for ends in ("Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6"):
        connection = before.connection()
        connection.connect()
        connection.sock.sendall(f"POST / HTTP/1.1\r\nHost: {HOST}\r\n{ends}\r\n\r\n0\r\n\r\nG".encode())
        assert connection.sock.recv(100).startswith(b"HTTP/1.1 400 ")
        connection.close()
    assert Echo.seen == []


def test_what_a_visitor_claims_about_where_they_come_from_does_not_pass(before):
    """P7: the address by which limits count and which becomes evidence is the connection's own, written anew."""
    claims = {
        "X_Forwarded_For": "203.0.113.9, 198.51.100.7", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Port": "80", "X_Forwarded_Ssl": "off", "X_Forwarded_Protocol": "http", "Forwarded": "for=203.0.113.9",
        "X_Real_Ip": "203.0.113.9", "Proxy": "http://evil.example",
    }  # fmt: skip
    got = json.loads(before.ask("/", **claims).body)["headers"]
    kept = {name: value for name, value in got.items() if name.startswith(("x-", "forwarded", "proxy"))}
    assert kept == {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https"}
    assert got["host"] == HOST
    connection = before.connection()
    connection.request(
        "GET",
        "/",
        headers={"Host": HOST, "X_Forwarded_For": "203.0.113.9", "X-Forwarded-For": "a", "x-forwarded-for": "b"},
    )
    assert "203.0.113.9" not in connection.getresponse().read().decode()


@pytest.mark.parametrize(
    ("sent", "asked", "kept"),
    [
        (PUBLIC, {}, True),
        (PUBLIC, {"Cookie": "kargro_consent=all"}, True),
        ({**PUBLIC, "Vary": "Accept-Encoding"}, {}, True),
        ({**PUBLIC, "Set-Cookie": "sessionid=1"}, {}, False),
        ({**PUBLIC, "Vary": "Accept-Language, Cookie"}, {}, False),
        ({**PUBLIC, "Vary": "*"}, {}, False),
        (PUBLIC, {"Cookie": f"a=b; {OF_STAFF}=1"}, False),
        (PUBLIC, {"Authorization": "Basic eA=="}, False),
        ({"Cache-Control": "private, s-maxage=300"}, {}, False),
        ({"Cache-Control": "public, no-store, s-maxage=300"}, {}, False),
        ({"Cache-Control": "public, no-cache, s-maxage=300"}, {}, False),
        ({"Cache-Control": "s-maxage=300"}, {}, False),
        ({"Cache-Control": "public, max-age=0"}, {}, False),
        ({"Expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, {}, False),
        ({}, {}, False),
    ],
)
def test_what_is_public_is_kept_and_nothing_else(before, sent, asked, kept, request):
    """P3, C5: as long as the page says; never what sets or depends on a cookie, nor what was asked for with a session."""
    path = f"/{request.node.callspec.id}"
    Echo.headers_sent = {path: sent}
    first, second = (before.ask(path, **asked).body for _ in range(2))
    assert (first == second) is kept
    assert len(Echo.seen) == (1 if kept else 2)
    # With a session neither given from the store nor put into it.
    before.ask(path, Cookie=f"{OF_STAFF}=1")
    assert len(Echo.seen) == (2 if kept else 3)


def test_nobody_waits_for_others_where_nothing_is_kept(before):
    """P3: forty visitors at once of a page that is never kept take no longer than the site does."""
    Echo.headers_sent["/nl/rights/"] = {"Cache-Control": "no-store"}
    began = time.monotonic()
    with ThreadPoolExecutor(40) as visitors:
        answers = list(visitors.map(lambda _number: before.ask("/nl/rights/").status, range(40)))
    assert answers == [200] * 40
    assert time.monotonic() - began < 2


def test_one_connection_does_not_fill_the_room_for_what_is_sent(before):
    """P7: eight bodies at a time; the ninth is told to wait, and everybody else's pages go on."""
    waiting = []
    for _number in range(8):
        one = before.connection()
        one.putrequest("POST", "/nl/forms/contact/", skip_host=True)
        one.putheader("Host", HOST)
        one.putheader("Content-Length", "1000")
        one.endheaders()
        one.send(b"x")
        waiting.append(one)
    time.sleep(0.5)
    assert before.ask("/nl/forms/contact/", method="POST", body=b"x").status == 429
    assert before.ask("/nl/").status == 200
    for one in waiting:
        one.close()


def test_a_kept_page_is_asked_for_again_when_its_time_is_over(before):
    """P3: s-maxage, in seconds; another query or host is another page, a post is never kept."""
    Echo.headers_sent = {path: {"Cache-Control": "public, max-age=0, s-maxage=1"} for path in ("/short", "/short?a")}
    assert before.ask("/short").body == before.ask("/short").body
    before.ask("/short?a")
    before.ask("/short", Host="other.example")
    before.ask("/short", method="POST", body=b"")
    assert len(Echo.seen) == 4
    time.sleep(2.1)
    before.ask("/short")
    assert len(Echo.seen) == 5


def test_the_site_is_bothered_only_with_what_has_arrived_whole(before):
    """P7: who sends one byte a second holds no thread of the site."""
    connection = before.connection()
    connection.putrequest("POST", "/slow", skip_host=True)
    for name, value in (("Host", HOST), ("Content-Length", "4")):
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(b"abc")
    time.sleep(1)
    assert Echo.begun == []
    connection.send(b"d")
    assert json.loads(connection.getresponse().read())["bytes"] == 4


def test_a_body_is_taken_up_to_what_the_site_looks_at(before):
    """P7: ten files of the largest size and 2 MB; what is larger is refused in four languages, and read to its end."""
    assert json.loads(before.ask("/", method="POST", body=bytes(12 << 20)).body)["bytes"] == 12 << 20
    answer = before.ask("/", method="POST", body=bytes((12 << 20) + 1))
    assert answer.status == 413
    assert [f'lang="{language}"' in answer.body.decode() for language in ("en", "nl", "de", "fr")] == [True] * 4
    assert answer.headers["strict-transport-security"]
    assert len(Echo.seen) == 1


def test_the_log_names_nobody(before):
    """R58, R69: no address, path, query, name, cookie or browser, of what is answered, refused or broken; only how it went."""
    said = before.said()
    paths = [f"/rights/{SENTINEL}/?q={SENTINEL}", f"/%00{SENTINEL}", f"/{'a' * 9000}{SENTINEL}"]
    for path in paths:
        before.ask(path, User_Agent=SENTINEL, Referer=f"https://x/{SENTINEL}", Cookie=f"a={SENTINEL}")
    with socket.create_connection(("127.0.0.1", before.https)) as plain:
        plain.sendall(f"GET /{SENTINEL} HTTP/1.1\r\n\r\n".encode())
        plain.recv(1000)
    before.wait(lambda: len(before.said().splitlines()) >= len(said.splitlines()) + len(paths))
    new = before.said()[len(said) :]
    assert SENTINEL not in new
    assert "127.0.0.1" not in new
    lines = [json.loads(line) for line in new.splitlines()]
    assert {tuple(line) for line in lines} == {("at", "status", "bytes", "seconds", "cache")}


def test_when_the_site_is_away_a_page_says_so():
    """X3: in four languages, with when to come back, and not for longer than it lasts; the log names nobody then either."""
    with proxy("127.0.0.1:9") as alone:
        answer = alone.ask(f"/{SENTINEL}?a={SENTINEL}")
        assert answer.status == 503
        assert [f'lang="{language}"' in answer.body.decode() for language in ("en", "nl", "de", "fr")] == [True] * 4
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["retry-after"]
        assert SENTINEL not in alone.said()
        assert "127.0.0.1" not in alone.said()


def test_a_certificate_may_come_later_and_change(echo):
    """R1: before the first nginx answers its challenge alone; each new one is shown without a pause."""
    with proxy(f"127.0.0.1:{echo.server_port}", certificate=False) as running:
        challenge = running.folder / "acme/.well-known/acme-challenge"
        challenge.mkdir(parents=True)
        (challenge / "token").write_text("proof")
        assert running.ask("/.well-known/acme-challenge/token", tls=False).body == b"proof"
        assert running.serial() is None
        assert "There is no certificate" in running.said()
        for serial in (7, 8):
            write_certificate(running.tls, serial)
            running.wait(lambda serial=serial: running.serial() == serial)
        # Half a pair, as while one is being copied, changes nothing.
        (running.tls / "privkey.pem").write_text("nonsense")
        time.sleep(0.6)
        assert running.serial() == 8
        assert running.ask("/").status == 200
