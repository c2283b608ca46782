"""What the home page costs the application server, beside the bare page that `wagtail start` makes."""

import os
import urllib.request
from pathlib import Path

import pytest

REQUESTS = 300
MAX_MILLISECONDS = 20


def processor_seconds(pid: int) -> float:
    """Return user and system time of a process and its children, in seconds."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(path.parent.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def milliseconds_a_request(pid: int, url: str) -> float:
    """Return the processor time of one request, averaged over many, after a warm-up."""
    for _ in range(30):
        urllib.request.urlopen(url, timeout=30).read()
    before = processor_seconds(pid)
    for _ in range(REQUESTS):
        urllib.request.urlopen(url, timeout=30).read()
    return (processor_seconds(pid) - before) / REQUESTS * 1000


@pytest.mark.bench
def test_the_home_page_takes_at_most_twenty_milliseconds_of_processor(live, start_bare):
    """X1: at most 20 ms of processor time a request, quoted as a ratio to the bare page in the same run."""
    bare_site = start_bare()
    ours = milliseconds_a_request(live.process.pid, f"{live.url}/en/")
    bare = milliseconds_a_request(bare_site.pid, bare_site.url)
    print(
        f"\nhome page: {ours:.1f} ms of processor a request; bare wagtail page: {bare:.1f} ms; ratio {ours / bare:.2f}"
    )
    assert ours <= MAX_MILLISECONDS
