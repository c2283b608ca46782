"""What compose.yaml promises, read from it: one door, nothing writable, no rights, keys where they are needed."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
SECRETS = {"SECRET_KEY", "ENCRYPTION_KEYS", "LOOKUP_KEYS", "TOMBSTONE_KEYS"}
NETWORKS = yaml.safe_load((ROOT / "compose.yaml").read_text())["networks"]


def mounted(service: dict) -> dict[str, str]:
    """Return what a service mounts: target → source."""
    parts = [volume.split(":") for volume in service.get("volumes", [])]
    return {target: source for source, target, *_mode in parts}


def read_only(service: dict, target: str) -> bool:
    return any(volume.split(":")[1:] == [target, "ro"] for volume in service["volumes"])


def test_the_proxy_is_the_only_door():
    """P3, P7: no other port is published; the site is reached from the proxy's network alone, the database not even from there."""
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert not any("network_mode" in service for service in SERVICES.values())
    beside_the_proxy = {name for name, service in SERVICES.items() if set(service["networks"]) & {"edge", "site"}}
    assert beside_the_proxy == {"proxy", "web"}
    assert SERVICES["database"]["networks"] == ["data"]
    assert "data" not in SERVICES["proxy"]["networks"]
    assert NETWORKS["site"]["internal"] is NETWORKS["data"]["internal"] is True


@pytest.mark.parametrize("name", list(SERVICES))
def test_a_container_can_neither_change_itself_nor_gain_rights(name):
    """P3, P7: read-only root, no capability, no setuid, no root; what it writes is on volumes or in memory."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc"} & set(service)
    assert any(place.startswith("/tmp") for place in [*service["tmpfs"], *mounted(service)])  # noqa: S108  the container's own
    if "build" in service:
        last_stage = (ROOT / "Dockerfile").read_text().rpartition("FROM ")[2]
        assert re.search(r"^USER app$", last_stage, re.M)
    else:
        assert service["user"] not in ("root", "0", "0:0")


def test_keys_are_where_they_are_needed_and_nowhere_else():
    """R61, P7: neither the proxy nor the database has one; the owner's password is with migrations and a restore alone."""
    environ = {name: service["environment"] for name, service in SERVICES.items()}
    assert {name for name, values in environ.items() if SECRETS & set(values)} == {
        "web",
        "worker",
        "prepare",
        "restore",
    }
    assert {name for name, values in environ.items() if "kargro_owner" in values.get("DATABASE_URL", "")} == {
        "prepare",
        "restore",
    }
    assert {name for name, values in environ.items() if "OWNER" in str(values)} == {"prepare", "restore", "database"}
    assert {name for name, values in environ.items() if "POSTGRES_PASSWORD" in str(values)} == {"database"}
    for service in SERVICES.values():
        assert "env_file" not in service
    # By hand only: nothing that runs all day has the owner's rights.
    assert SERVICES["restore"]["profiles"] == ["restore"]
    assert SERVICES["prepare"]["restart"] == "no"


def test_files_are_where_they_are_needed():
    """R63, P7: of what runs, the worker alone can touch backups; whoever deletes has the journal; the proxy writes nothing."""
    running = {name: service for name, service in SERVICES.items() if "profiles" not in service}
    assert {name for name, service in running.items() if "backups" in mounted(service).values()} == {"worker"}
    assert read_only(SERVICES["restore"], "/data/backups")
    assert {name for name, service in SERVICES.items() if "tombstones" in mounted(service).values()} == {
        "web",
        "worker",
        "restore",
    }
    assert {name for name, service in SERVICES.items() if "files" in mounted(service).values()} == {
        "web",
        "worker",
        "restore",
    }
    assert all(read_only(SERVICES["proxy"], target) for target in mounted(SERVICES["proxy"]))
    for service in SERVICES.values():
        assert not any("docker.sock" in source for source in mounted(service).values())
        assert all((ROOT / source).exists() for source in mounted(service).values() if source.startswith("./deploy"))


def test_the_site_is_told_of_the_one_proxy_before_it():
    """P7: compose knows it, so that nobody has to guess the number."""
    for name in ("web", "worker", "prepare", "restore"):
        assert SERVICES[name]["environment"]["TRUSTED_PROXIES"] == 1


def test_every_variable_of_the_site_reaches_it():
    """P2: what .env of the half-hour holds is handed on, or is the database's."""
    half_hour = (ROOT / "docs/operations.md").read_text().partition("cat > .env <<END\n")[2].partition("END\n")[0]
    named = set(re.findall(r"^(\w+)=", half_hour, re.M))
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    assert len(named) > 15
    assert named - used == {"TRUSTED_PROXIES"}


def copied() -> set[str]:
    """Return what the Dockerfile takes from the folder of the software."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    return {name for line in lines for name in line.split()}


def test_no_key_gets_into_the_image():
    """R61: the build sees what the Dockerfile copies and nothing else, and nothing secret is among it."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[1] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == copied()
    assert not [
        name for name in copied() if re.search(r"\.|env|tls|identity", name.removesuffix(".py").removesuffix(".txt"))
    ]


@pytest.mark.parametrize("name", [".env", ".env.owner", "tls/privkey.pem", "acme/x", "identity.txt"])
def test_git_keeps_no_key(name):
    """R61: what the documents have people make beside the software is not added by accident."""
    found = subprocess.run(["git", "check-ignore", "--no-index", name], cwd=ROOT, capture_output=True, check=False)  # noqa: S607  git of the system
    assert found.returncode == 0
