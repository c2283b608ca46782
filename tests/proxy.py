"""The proxy of compose.yaml as it is, in front of whatever answers on loopback; and browsers that speak to it."""

import http.client
import os
import shutil
import ssl
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.system import free_port

ROOT = Path(__file__).resolve().parents[1]
HOST = "www.kargrogroup.com"
STARTS_WITHIN_SECONDS = 20


def write_certificate(folder: Path, serial: int) -> None:
    """Put a certificate for the host into a folder, as certbot's hook does."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), serial, now - timedelta(hours=1), now + timedelta(days=1)
    )
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "fullchain.pem").write_bytes(pem)
    (folder / "privkey.pem").write_bytes(key.private_bytes(*form))


@dataclass
class Answer:
    """What came back: header names in lower case, a header that came twice joined by commas."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Proxy:
    """A running proxy. `said` returns all that it wrote, to its log and otherwise."""

    folder: Path
    http: int
    https: int
    process: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def tls(self) -> Path:
        """Where its certificate lies."""
        return self.folder / "tls"

    def said(self) -> str:
        return (self.folder / "said").read_text()

    def connection(self, *, tls: bool = True) -> http.client.HTTPConnection:
        """Return a connection of a browser that trusts any certificate."""
        context = ssl._create_unverified_context()  # noqa: S323  the certificate is the test's own
        if tls:
            return http.client.HTTPSConnection("127.0.0.1", self.https, timeout=60, context=context)
        return http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, tls: bool = True, **headers: str
    ) -> Answer:
        """Ask for a path on the site's host; headers by their names with _ for -."""
        connection = self.connection(tls=tls)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": HOST, **given})
        response = connection.getresponse()
        found: dict[str, str] = {}
        for name, value in response.getheaders():
            found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
        answer = Answer(response.status, found, response.read())
        connection.close()
        return answer

    def serial(self) -> int | None:
        """Return the serial number of the certificate that it shows, or None while it speaks no TLS."""
        try:
            pem = ssl.get_server_certificate(("127.0.0.1", self.https), timeout=10)
        except OSError:
            return None
        return x509.load_pem_x509_certificate(pem.encode()).serial_number

    def wait(self, ready) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while not ready():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def answers(self) -> bool:
        """Tell whether it listens for http."""
        try:
            return self.ask("/", tls=False).status == 301
        except OSError:
            return False


@contextmanager
def proxy(app: str, *, certificate: bool = True, **environ: str):
    """Run the proxy before `app` (host:port) as the user of its image would: one without rights."""
    folder = Path(tempfile.mkdtemp(prefix="kargro-proxy-", dir="/tmp"))
    shutil.copytree(ROOT / "deploy/proxy", folder / "proxy")
    shutil.copytree(ROOT / "site/templates", folder / "pages")
    for name in ("tls", "acme", "run"):
        (folder / name).mkdir()
    if certificate:
        write_certificate(folder / "tls", 1)
    places = {"TLS_DIR": "tls", "ACME_DIR": "acme", "PAGES_DIR": "pages", "RUN_DIR": "run"}
    ports = {"HTTP": free_port(), "HTTPS": free_port()}
    settings = {
        **{name: str(folder / place) for name, place in places.items()},
        **{name: f"127.0.0.1:{port}" for name, port in ports.items()},
        "SITE_URL": f"https://{HOST}",
        "APP": app,
        "CERTIFICATE_SECONDS": "0.2",
        "PATH": f"{os.environ['PATH']}:/usr/sbin",
        **environ,
    }
    as_whom = {}
    with (folder / "said").open("wb") as said:
        if os.geteuid() == 0:
            for path in [folder, *folder.rglob("*")]:
                shutil.chown(path, "nobody")
            as_whom = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        process = subprocess.Popen(
            ["sh", str(folder / "proxy/start")],  # noqa: S607  the shell of the system
            env=settings,
            stdout=said,
            stderr=said,
            start_new_session=True,
            **as_whom,
        )
    running = Proxy(folder, ports["HTTP"], ports["HTTPS"], process)
    try:
        running.wait(running.answers)
        if certificate:
            running.wait(lambda: running.serial() == 1)
        yield running
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)
