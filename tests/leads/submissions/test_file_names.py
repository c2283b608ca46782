"""What a visitor calls a file is a label: no path is made of it, and no header."""

import pytest
from django.utils.http import content_disposition_header

from leads.submissions.uploads.clean import LONGEST_NAME, kept_name
from privacy.files.folder import PrivateFolder


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\boot.ini", "boot.jpg"),
        ("/", "file.jpg"),
        ("...", "file.jpg"),
        ("tyre.jpg\r\nSet-Cookie: a=b", "tyre.jpg"),
        ('a"; filename="b.exe', 'a"; filename="b.jpg'),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("Fuß\x00ball.png", "Fußball.jpg"),
        ("x" * 500 + ".jpg", "x" * LONGEST_NAME + ".jpg"),
    ],
)
def test_a_name_leads_nowhere_and_writes_no_header(given, kept):
    """R47, P7: no folder, no control character, no second extension; in the header it stands quoted or encoded."""
    assert kept_name(given, "jpg") == kept
    header = content_disposition_header(True, kept)
    assert header.startswith("attachment; filename")
    assert "\r" not in header
    assert "\n" not in header
    assert '"; filename="' not in header


@pytest.mark.parametrize("name", ["", "../secret", "a" * 31, "A" * 32, "0" * 32 + "/x", "/etc/passwd"])
def test_only_a_name_of_ours_is_kept_in_the_private_folder(tmp_path, name):
    """R47, P7: 32 hex digits; anything else is no file."""
    folder = PrivateFolder(lambda: tmp_path / "private")
    for act in (folder.read, folder.remove, lambda name: folder.write(name, b"x")):
        with pytest.raises(ValueError, match="32 hex digits"):
            act(name)
    assert list(tmp_path.rglob("*")) == []
