"""The link check asks the public web and nothing else: an editor's address leads into no network of ours (P4)."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from privacy.policy import links, public_web

PRIVATE = [
    "127.0.0.1",
    "127.255.0.1",
    "0.0.0.0",  # noqa: S104  asked about, not listened on
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2002:7f00:1::",
    "2001:0:7f00:1::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a9fe:a9fe",
    "2001:db8::1",
]
PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:1.1.1.1"]


@pytest.fixture
def inside():
    """A server of our own network, and the paths it was asked for."""
    asked = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Inside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server, asked
    server.shutdown()
    server.server_close()


def names(monkeypatch, *answers):
    """Let every host resolve to these lists of addresses, one after the other, the last one from then on."""
    left = list(answers)

    def getaddrinfo(host, port, *args, **kwargs):
        asked_for_a_number = any(host in answer for answer in answers)
        found = [host] if asked_for_a_number else left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def reached(monkeypatch):
    """Return the addresses that were connected to; nobody answers there."""
    found = []

    def create_connection(address, *args):
        found.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    return found


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_a_network_of_ours_are_not_asked(address, monkeypatch):
    """P4: loopback, private, link-local with the metadata of clouds, shared, reserved, and IPv6 that leads there."""
    assert not public_web.is_public(address)
    found = reached(monkeypatch)
    names(monkeypatch, [address])
    assert links.status_of("http://innocent.example/") is None
    assert found == []


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are_asked(address, monkeypatch):
    """R89: they are what the check is for."""
    found = reached(monkeypatch)
    names(monkeypatch, [address])
    assert links.status_of("https://company.example/privacy/") is None
    assert found == [address]


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    """P4: the resolver may hand them out in any order."""
    found = reached(monkeypatch)
    names(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    assert links.status_of("http://company.example/") is None
    assert found == []


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(monkeypatch):
    """P4: DNS rebinding: the connection goes to the address that was looked at, and the name is not asked again."""
    found = reached(monkeypatch)
    names(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
    assert links.status_of("http://rebinding.example/") is None
    assert found == ["1.1.1.1"]


@pytest.mark.parametrize(
    "url", ["http://company.example:8080/", "http://company.example:22/", "https://c.example:5432/"]
)
def test_other_ports_are_not_asked(url, monkeypatch):
    """P4: databases, queues and consoles listen there."""
    found = reached(monkeypatch)
    names(monkeypatch, ["1.1.1.1"])
    assert links.status_of(url) is None
    assert found == []


@pytest.mark.parametrize(
    "url", ["http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://127.1/", "http://localhost/"]
)
def test_a_server_of_our_own_is_never_asked_however_it_is_written(url, inside, monkeypatch):
    """P4: numbers in every writing, through the real resolver."""
    server, asked = inside
    monkeypatch.setattr(public_web, "PORTS", {server.server_port})
    assert links.status_of(url.rstrip("/") + f":{server.server_port}/") is None
    assert asked == []


def test_without_the_wall_it_would_be_asked(inside, monkeypatch):
    """P4: planted: everything counts as public, and the attack arrives."""
    server, asked = inside
    monkeypatch.setattr(public_web, "PORTS", {server.server_port})
    monkeypatch.setattr(public_web, "is_public", lambda address: True)
    assert links.status_of(f"http://2130706433:{server.server_port}/secret") == 200
    assert asked == ["/secret"]


@pytest.mark.parametrize("target", ["http://inside.example/secret", "ftp://inside.example/x", "file:///etc/passwd"])
def test_a_redirect_to_our_own_network_is_not_followed(target, monkeypatch):
    """P4: the first host is public and answers with a redirect; the second is asked by the same rules."""
    asked = []

    class Away(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.headers["Host"].partition(":")[0])
            self.send_response(302)
            self.send_header("Location", target.replace("example/", f"example:{server.server_port}/"))
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Away)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(public_web, "PORTS", {server.server_port})
    # The server plays the public host at first, then a host of our own network: both are where it really listens.
    names(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    monkeypatch.setattr(public_web, "is_public", lambda address: address == "127.0.0.1")
    try:
        found = links.status_of(f"http://outside.example:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
    assert found in (None, 302)
    assert asked == ["outside.example"]


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    """P4: a proxy would resolve names by itself, behind the wall."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    found = reached(monkeypatch)
    names(monkeypatch, ["1.1.1.1"])
    links.status_of("http://company.example/")
    assert found == ["1.1.1.1"]
