"""`make run`: prepare the database, then run the site and its worker until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from kargro.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def manage(*arguments: str) -> None:
    """Run a management command; leave with its exit status when it fails."""
    status = subprocess.run([*MANAGE, *arguments], cwd=ROOT, check=False).returncode
    if status:
        raise SystemExit(status)


def port_from_environment() -> int:
    """Return PORT; leave with one sentence when it is no port or already taken."""
    value = os.environ.get("PORT", "8000")
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {value!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(value)))
        except OSError:
            raise SystemExit(f"Port {value} is in use. Choose another: make run PORT=8080") from None
    return int(value)


def main() -> None:
    """Migrate, load the sample site, print addresses and users, and run both processes."""
    port = port_from_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kargro.settings.dev")
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    compile_catalogues()
    manage("migrate", "--verbosity", "0")
    manage("sample_site")
    print(f"\n  Site   http://localhost:{port}/\n  CMS    http://localhost:{port}/admin/\n", flush=True)
    manage("sample_users")
    if os.environ.get("STAFF_SECOND_FACTOR", "") != "1":
        print(
            "\n  A password is enough here; STAFF_SECOND_FACTOR=1 asks for a code too, as production does.", flush=True
        )
    print("\n  Mail is written to var/mail/. Ctrl-C stops everything.\n", flush=True)
    processes = [
        subprocess.Popen(
            [*MANAGE, "runserver", f"127.0.0.1:{port}", "--verbosity", "0"], cwd=ROOT, start_new_session=True
        ),
        subprocess.Popen([*MANAGE, "worker"], cwd=ROOT, start_new_session=True),
    ]
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
    except KeyboardInterrupt:
        print("\n  Stopping…", flush=True)
    finally:
        stop(processes)


def stop(processes: list["subprocess.Popen[bytes]"]) -> None:
    """End each process with everything it started."""
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
