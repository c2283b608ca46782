"""How many messages a second the site takes, beside a page of `wagtail.contrib.forms`, on the same server."""

import http.client
import re
import socketserver
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median

import pytest
from django.utils import timezone

from leads.submissions import spam
from tests.bench.conftest import SERVE

CONNECTIONS = 8
POSTS = 800
ROUNDS = 8
MAIL_SECONDS = 0.2
ANSWERS = {
    "name": "Jan de Vries",
    "organisation": "Vervoer BV",
    "email": "jan.{n}@example.com",
    "phone": "+31 348 47 18 44",
    "subject": "Casings",
    "message": "We have about forty casings 315/80 R22.5 at our yard. Message {n}.",
}
Send = Callable[[http.client.HTTPConnection, int], bool]


class _SlowMail(socketserver.StreamRequestHandler):
    """A mail server that accepts everything after a while."""

    def handle(self) -> None:
        self.wfile.write(b"220 slow\r\n")
        data = False
        for line in self.rfile:
            if data:
                if line.rstrip() != b".":
                    continue
                data = False
                time.sleep(MAIL_SECONDS)
            elif line[:4].upper() == b"DATA":
                data = True
                self.wfile.write(b"354 go on\r\n")
                continue
            elif line[:4].upper() == b"QUIT":
                break
            self.wfile.write(b"250 ok\r\n")


@contextmanager
def slow_mail_server() -> Iterator[int]:
    """Run a mail server that takes 200 ms a mail; yields its port."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _SlowMail)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def posts_a_second(url: str, send: Send, posts: int) -> float:
    """Return how many posts a second are accepted over eight connections; a refused one fails the bench."""
    host = urllib.parse.urlsplit(url).netloc
    numbers = iter(range(posts))
    lock = threading.Lock()
    refused: list[int] = []

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            connection = http.client.HTTPConnection(host, timeout=60)
            if not send(connection, number):
                refused.append(number)
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not refused, f"{len(refused)} of {posts} posts were refused"
    return posts / (time.perf_counter() - start)


def our_posts(url: str, count: int) -> Send:
    """Return a function that sends message n to our contact form, each with a key and an address of its own."""
    page = urllib.request.urlopen(f"{url}/en/forms/contact/", timeout=30).read().decode()
    shown = re.search(r'name="form_shown" value="([^"]+)"', page)
    assert shown
    earlier = timezone.now() - timedelta(minutes=1)
    keys = [spam.new_key("contact", now=earlier).text for _ in range(count)]

    def send(connection: http.client.HTTPConnection, number: int) -> bool:
        values = {key: value.format(n=number) for key, value in ANSWERS.items()}
        body = urllib.parse.urlencode({**values, "form_shown": shown[1], "form_key": keys[number], "website": ""})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        connection.request("POST", "/en/forms/contact/", body, headers)
        response = connection.getresponse()
        response.read()
        return "/received/" in (response.getheader("Location") or "")

    return send


def their_posts(url: str) -> Send:
    """Return a function that sends message n to a page of wagtail.contrib.forms."""
    with urllib.request.urlopen(url, timeout=30) as response:
        cookie = response.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.read().decode())
    assert token
    path = urllib.parse.urlsplit(url).path

    def send(connection: http.client.HTTPConnection, number: int) -> bool:
        names = {"organisation": "company"}
        values = {names.get(key, key): value.format(n=number) for key, value in ANSWERS.items()}
        body = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": token[1]})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status == 200 and b"Thank you" in response.read()

    return send


@pytest.mark.bench
@pytest.mark.django_db
def test_messages_are_taken_as_fast_as_by_a_bare_form_and_do_not_wait_for_the_mail_server(busy_site, start_bare):
    """P5: at least as many posts a second as wagtail.contrib.forms; five times as many when mail takes 200 ms."""
    ours = our_posts(busy_site.url, 2 * POSTS)
    posts_a_second(busy_site.url, ours, 20)
    with slow_mail_server() as mail_port:
        bare = start_bare(SERVE, EMAIL_PORT=str(mail_port))
        theirs = their_posts(f"{bare.url}form/")
        posts_a_second(bare.url, theirs, 20)
        # In turns, so that whatever else the machine does meets both alike.
        rounds = []
        for turn in range(ROUNDS):
            start = POSTS + turn * POSTS // ROUNDS
            mine = posts_a_second(
                busy_site.url, lambda connection, number, start=start: ours(connection, start + number), POSTS // ROUNDS
            )
            rounds.append((mine, posts_a_second(bare.url, theirs, POSTS // ROUNDS)))
        mailed = posts_a_second(bare.url, their_posts(f"{bare.url}mailed/"), POSTS // 4)
    ratio = median(mine / plain for mine, plain in rounds)
    mine, plain = (median(column) for column in zip(*rounds, strict=True))
    print(
        f"\nposts a second: ours {mine:.0f}; wagtail.contrib.forms {plain:.0f} (median ratio {ratio:.2f}), "
        f"with a mail server of 200 ms {mailed:.0f} (ratio {mine / mailed:.2f})"
    )
    assert busy_site.sql("SELECT count(*) FROM leads_submissions_submission WHERE state <> 'held'")[0][0] >= POSTS
    assert ratio >= 1
    assert mine >= 5 * mailed
