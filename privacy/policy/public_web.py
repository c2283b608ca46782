"""Asking other websites, and nothing else: no address of our own network is ever reached (SSRF; OWASP ASVS 5.0, 1.3.6).

A host is resolved once, every address it has must be public, and the connection goes to the address that was looked at:
a name that answers otherwise the second time gains nothing. Each redirect is asked the same way. Ports 80 and 443 only, no
proxy of the environment, no scheme but http and https.
"""

import http.client
import socket
import urllib.request
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

PORTS = frozenset({80, 443})
# What carries an IPv4 address inside: 6to4, Teredo, NAT64, and the old compatible ones. No website needs them.
TUNNELS = tuple(ip_network(net) for net in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "::/96"))


class NotPublic(OSError):
    """The address is none of the public web."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet: not loopback, private, link-local, shared (CGNAT), reserved
    or multicast, and no IPv6 address that leads to such a one.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found.is_site_local or any(found in net for net in TUNNELS):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def connect(host_and_port: tuple[str, int], timeout: float, source: Any = None) -> socket.socket:
    """Return a connection to a host, by an address that was looked at; raises NotPublic, or another OSError."""
    host, port = host_and_port
    if port not in PORTS:
        raise NotPublic("Only ports 80 and 443 are asked.")
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = list(dict.fromkeys(str(info[4][0]) for info in infos))
    if not found or not all(is_public(address) for address in found):
        raise NotPublic("The host is not on the public internet.")
    for place, address in enumerate(found):
        try:
            return socket.create_connection((address, port), timeout, source)
        except OSError:
            if place == len(found) - 1:
                raise
    raise AssertionError("unreachable")


class _Plain(http.client.HTTPConnection):
    """Connects by `connect`; the standard library keeps its own way of connecting in this attribute."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = connect


class _Secure(http.client.HTTPSConnection):
    """The same with TLS: the certificate is that of the host that was asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = connect


class _Http(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_Plain, request)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_Secure, request)


def open_public(request: urllib.request.Request, *, timeout_seconds: float) -> Any:
    """Ask a website, redirects followed; raises urllib.error.HTTPError with its status, or another OSError."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        _Http(),
        _Https(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener.open(request, timeout=timeout_seconds)
