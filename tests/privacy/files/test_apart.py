"""A file that is made to be costly costs a few seconds of one process, and nobody else anything (issue 19)."""

import resource
import subprocess
import sys
import time
from io import BytesIO

import pytest
from PIL import Image

from privacy.files import apart
from privacy.files.apart import IMAGE, PDF, ROOT, SITE_PICTURE, clean_apart
from privacy.files.pictures import clean_image
from privacy.files.refused import Refused
from tests.privacy.files import bombs

CHILD = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from privacy.files import apart; "


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(
    ("cleaner", "bomb"), [*((IMAGE, bomb) for bomb in bombs.PICTURES), (SITE_PICTURE, "WebP of 25 megapixels")]
)
def test_a_picture_that_fills_the_memory_is_refused_and_fills_none(cleaner, bomb):
    """R47, issue 19: a sentence that says what to do; the server's own process reads nothing of it."""
    content, before = bombs.PICTURES[bomb](), spent()
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    with pytest.raises(Refused) as refused:
        clean_apart(cleaner, content)
    assert len(content) < 9_000_000
    assert any(
        words in refused.value.reason for words in ("Make it smaller", "Make the picture smaller", "Save it again")
    )
    assert spent() - before <= apart.CPU_SECONDS + 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - ours < 0.5


@pytest.mark.parametrize(
    "options", [{"lossless": True}, {"quality": 10}, {"quality": 10, "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}]
)
@pytest.mark.parametrize(("side", "refused"), [(5001, True), (300, False)])
def test_a_webp_is_measured_before_it_is_opened(options, side, refused):
    """R47, issue 19: each of its three forms says its size at its beginning; the sentence is about that."""
    content = bombs.flat("WEBP", side, **options)
    if refused:
        with pytest.raises(Refused, match="too large to open"):
            clean_image(content)
    else:
        assert clean_image(content)[1] == "image/webp"


def reason_against(content):
    try:
        clean_apart(PDF, content)
    except Refused as refused:
        return refused.reason
    return ""


@pytest.mark.parametrize("bomb", bombs.DOCUMENTS)
def test_a_document_that_never_ends_ends(bomb):
    """R47, issue 19: many objects, nested ones, wide ones, packed ones; refused, or kept within what one may cost."""
    content, before = bombs.DOCUMENTS[bomb](), spent()
    reason = reason_against(content)
    assert not reason or any(words in reason for words in ("too demanding", "too long", "Print it to a new PDF"))
    assert len(content) < 6_000_000
    assert spent() - before <= apart.CPU_SECONDS + 1


def test_what_a_document_says_of_its_size_counts_for_nothing():
    """Issue 19: the objects that are there are counted, before one of them is looked at."""
    before = spent()
    with pytest.raises(Refused, match="too long: 200 pages at most"):
        clean_apart(PDF, bombs.many_objects())
    assert spent() - before < 3


def test_the_photo_of_a_telephone_is_taken():
    """R47: 24 megapixels, as the best take them by themselves, made smaller."""
    written = BytesIO()
    noise = Image.effect_noise((1428, 1071), 60).resize((5712, 4284)).convert("RGB")
    noise.save(written, "JPEG", quality=85)
    content, kind, extension = clean_apart(IMAGE, written.getvalue())
    assert (kind, extension) == ("image/jpeg", "jpg")
    assert Image.open(BytesIO(content)).size == (4000, 3000)


def run(code):
    return subprocess.run(
        [sys.executable, "-I", "-c", CHILD + code], env={}, capture_output=True, timeout=60, check=False
    )


def test_the_process_has_no_more_than_it_may():
    """Issue 19: seconds, memory, and not a byte on a disk; each limit is one that ends it."""
    assert b"MemoryError" in run(f"apart._confine(); bytearray({apart.MOST_BYTES})").stderr
    assert run("apart.CPU_SECONDS = 1; apart._confine()\nwhile True: pass").returncode in (-9, -24)
    written = run("apart._confine(); open('/tmp/kargro-test-of-limits', 'wb', 0).write(b'x')")
    assert written.returncode
    assert run("apart._confine(); bytearray(100 * 1024 * 1024); print('well')").stdout == b"well\n"


def test_the_process_has_no_key_of_the_site(monkeypatch):
    """Issue 19: whoever takes it over finds nothing: no variable of ours is handed on."""
    monkeypatch.setenv("ENCRYPTION_KEYS", "sentinel")
    given = {}
    real = subprocess.run

    def watched(command, **options):
        given.update(options, command=command)
        return real(command, **options)

    monkeypatch.setattr(apart.subprocess, "run", watched)
    clean_apart(IMAGE, bombs.flat("PNG", 4))
    assert given["env"] == {}
    assert "-I" in given["command"]


def test_more_files_than_turns_wait_and_then_are_told(monkeypatch):
    """Issue 19: memory is for so many at once; who waits too long is asked to come back."""
    monkeypatch.setattr(apart, "PATIENCE_SECONDS", 0.1)
    with apart._turn(), apart._turn():
        began = time.monotonic()
        with pytest.raises(Refused, match="in a minute"):
            clean_apart(IMAGE, b"")
        assert time.monotonic() - began < 2
