"""The system parts that tests need: a PostgreSQL server, a Chromium and nginx, found or installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def postgres_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = [folder for folder in folders if (folder / "initdb").exists()]
    on_path = shutil.which("initdb")
    return found[0] if found else (Path(on_path).parent if on_path else None)


def nginx() -> str | None:
    """Return the path of nginx, or None; where Debian puts it, only administrators look."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


# What the tests need: the package that brings it, and how it is found.
PARTS = {
    "postgresql": postgres_folder,
    "chromium": chromium,
    "nginx": nginx,
    "gettext-base": lambda: shutil.which("envsubst"),
}


def missing_parts() -> list[str]:
    """Return the packages that are needed and not there."""
    return [package for package, found in PARTS.items() if not found()]


def ensure_system_parts() -> None:
    """Install what is missing when we may; else leave with one sentence that says what to install."""
    missing = missing_parts()
    if not missing:
        return
    command = install_command(missing)
    if command is None:
        raise SystemExit(
            f"The tests need {' and '.join(missing)}: install them with your system's package manager, "
            f"for example `sudo apt-get install {' '.join(missing)}`."
        )
    print(f"Installing {' and '.join(missing)}…", flush=True)
    subprocess.run(f"{command[0]} apt-get update -qq", shell=True, check=True)  # noqa: S602  fixed words
    subprocess.run(command[1], shell=True, check=True, stdout=subprocess.DEVNULL)  # noqa: S602  names from above
    if still := missing_parts():
        raise SystemExit(f"Installing {' and '.join(still)} did not succeed; install them by hand.")


def install_command(packages: list[str]) -> tuple[str, str] | None:
    """Return the prefix and the command that install packages on Debian or Ubuntu, None when we may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        prefix = "DEBIAN_FRONTEND=noninteractive"
    elif subprocess.run(["/usr/bin/env", "sudo", "-n", "true"], check=False, capture_output=True).returncode == 0:
        prefix = "sudo DEBIAN_FRONTEND=noninteractive"
    else:
        return None
    return prefix, f"{prefix} apt-get install -y -qq --no-install-recommends {' '.join(packages)}"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """Run a throw-away PostgreSQL server; yield the address of a database on it."""
    programs = postgres_folder()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="kargro-pg-", dir="/tmp"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -k {folder}"

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run(
        str(programs / "initdb"),
        "-D",
        str(data),
        "-A",
        "trust",
        "-U",
        "postgres",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)
