"""Tables taken out: asked why, logged, of authorised purposes, without a formula or a copy."""

import csv
import zipfile
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from leads.inbox import export, tables
from leads.inbox.models import ExportLog
from leads.inbox.tables import as_csv, as_xlsx
from leads.submissions.models import Submission
from privacy.access.models import AccessEvent
from privacy.access.personal_data import LOG
from privacy.cms.spreadsheets import safe
from privacy.register.selectors import released_register
from privacy.retention.expiry import expire_all
from privacy.retention.periods import cutoff
from tests.leads.building import approve_all_of
from tests.leads.conftest import ANSWERS
from tests.leads.inbox.conftest import LIST, desk, url

pytestmark = pytest.mark.django_db
EXPORT = f"{LIST}export/"
WHY = "For the yearly letter to fleets"


@pytest.fixture
def leader(staff):
    return staff("lena", "view", "change", "export", purposes=["contact"])


def take(client, format="csv", query="", **data):
    return client.post(f"{EXPORT}{query}", {"format": format, "reason": WHY, **data})


def read_csv(response):
    return list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def read_xlsx(response):
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]


@pytest.mark.parametrize(("format", "read"), [("csv", read_csv), ("xlsx", read_xlsx)])
def test_a_table_holds_every_answer_under_its_label(leader, receive, format, read):
    """R70, R44: who took it out and when, then the headings, then one line a message."""
    message = receive({**ANSWERS, "phone": ["+31612345678", "+31201234567"], "organisation": "Jansen Transport"})
    receive()
    response = take(desk(leader), format)
    assert response.streaming
    assert response["Content-Disposition"] == f'attachment; filename="messages-{ExportLog.objects.get().pk}.{format}"'
    assert "no-store" in response["Cache-Control"]
    mark, headings, first, *rest = read(response)
    assert "lena" in mark[0]
    assert f"reason no. {ExportLog.objects.get().pk}, 2 messages" in mark[0]
    line = dict(zip(headings, first, strict=False))
    assert line["Reference"] == message.reference
    assert line["Your name"] == "Jan Jansen"
    assert line["E-mail address"] == "jan@example.com"
    assert line["Phone number"].replace(" /", ",") == "+31612345678, +31201234567"
    assert line["Company"] == "Jansen Transport"
    assert line["Your message"] == "Two hundred casings, please."
    assert len(rest) == 1


@pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 201])
def test_a_table_needs_a_reason(leader, message, reason):
    """R70: without one nothing is taken out and nothing is logged as if it were."""
    response = take(desk(leader), reason=reason)
    assert response.status_code == 422
    assert not ExportLog.objects.exists()
    assert not AccessEvent.objects.filter(action="export").exists()


def test_taking_out_is_logged_with_the_reason_and_without_values(leader, message):
    """R68, R70: who, why, which list, how many; append-only."""
    client = desk(leader)
    take(client, query="?show=waiting&language=en")
    log = ExportLog.objects.get()
    assert (log.actor_id, log.reason, log.format, log.count) == (leader.pk, WHY, "csv", 1)
    assert (log.view, log.narrowed, log.purposes) == ("waiting", {"language": "en"}, ["contact"])
    assert AccessEvent.objects.filter(action="export", purpose_key="contact", actor_id=leader.pk).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportLog.objects.update(reason="Nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportLog.objects.all().delete()


@pytest.mark.parametrize(("seconds", "kept"), [(1, True), (-1, False)])
def test_the_record_of_a_table_is_kept_as_long_as_the_access_log(leader, seconds, kept):
    """R58, R68: one second before its cutoff it is there, one second after it is not."""
    now, rule = timezone.now(), released_register("en").retention(LOG)
    at = cutoff(now, rule.value, rule.unit) + timedelta(seconds=seconds)
    ExportLog.objects.create(actor_id=leader.pk, reason=WHY, format="csv", view="desk", count=0, at=at)
    expire_all(now=now)
    assert ExportLog.objects.exists() is kept


def test_the_permission_to_answer_is_not_the_permission_to_take_out(anna, message):
    """R65, R70: an extra permission; without it there is no link and no table."""
    client = desk(anna)
    assert EXPORT not in client.get(LIST).content.decode()
    assert take(client).status_code == 302
    assert client.get(EXPORT).status_code == 302
    assert not ExportLog.objects.exists()


def test_a_table_holds_only_purposes_that_the_person_may_read(leader, receive, message):
    """R70: of the other purposes not even the questions."""
    other = receive({**ANSWERS, "name": "Sentinel Meeting"})
    Submission.objects.filter(pk=other.pk).update(purpose_key="meeting")
    text = b"".join(take(desk(leader), query="?show=waiting").streaming_content).decode()
    assert message.reference in text
    assert "Sentinel" not in text
    assert other.reference not in text


def test_a_search_can_be_taken_out_without_leaving_a_trace_of_it(leader, message, receive):
    """R69: what was searched for is posted on and logged nowhere."""
    receive({"name": "Kim", "email": "kim@example.com", "message": "Hello"})
    client = desk(leader)
    asked = client.post(EXPORT, {"q": "jan@example.com", "ask": "1"})
    assert "1 messages of the address" in asked.content.decode()
    lines = read_csv(take(client, q="jan@example.com"))
    assert len(lines) == 3
    assert lines[2][0] == message.reference
    log = ExportLog.objects.get()
    assert (log.view, log.narrowed, log.count) == ("search", {}, 1)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\x00=1", "'=1"),
        ("\x00plain", "'plain"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\n=1", "'\n=1"),
        ("+31612345678", "+31612345678"),
        ("+31612345678, +31201234567", "+31612345678, +31201234567"),
        ("+316 or =1", "'+316 or =1"),
        ("+31612345678=1", "'+31612345678=1"),
        ("Jan = piet", "Jan = piet"),
        ("315/80 R22.5", "315/80 R22.5"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(typed, written):
    """R70: what a spreadsheet may take for one is marked as text; phone numbers stay readable."""
    assert safe(typed) == written
    (line,) = csv.reader(StringIO(b"".join(as_csv([["R-1", typed]])).decode("utf-8-sig"), newline=""))
    # What stands behind a separator or in the next line is marked as well.
    assert line == ["R-1", written] or (set(typed) & set(",;\t\r\n") and line[1][:1] == written[:1])
    sheet = openpyxl.load_workbook(BytesIO(b"".join(as_xlsx([[typed]], heading=0)))).active
    assert (sheet["A1"].value or "").replace("\r", "\n") in (written.replace("\r", "\n"), written)
    assert sheet["A1"].data_type != "f"


def test_a_workbook_holds_what_was_written(monkeypatch):
    """R70: markup, wide letters, long texts, dates and numbers; more than a sheet holds goes on the next."""
    monkeypatch.setattr(tables, "LINES_A_SHEET", 3)
    moment = datetime(2026, 11, 22, 23, 15)
    lines = [["Head"], ["<b>&\"'</b> \u20ac 漢字 😀"], ["x" * 40_000], [moment, 7], ["last"]]
    content = b"".join(as_xlsx(lines, heading=1))
    assert zipfile.ZipFile(BytesIO(content)).testzip() is None
    book = openpyxl.load_workbook(BytesIO(content))
    first, second = book.worksheets
    assert first["A1"].font.b
    assert first["A2"].value == "<b>&\"'</b> \u20ac 漢字 😀"
    assert len(first["A3"].value) == 32_767
    assert abs(second["A1"].value - moment) < timedelta(seconds=1)
    assert (second["B1"].value, second["A2"].value) == (7, "last")


def test_messages_come_in_chunks_and_each_once(leader, receive, monkeypatch):
    """X7: however many there are, a chunk is in memory; equal moments do not lose one."""
    monkeypatch.setattr(export, "CHUNK", 3)
    moment = timezone.now() - timedelta(hours=1)
    made = [receive(at=moment) for _ in range(8)]
    for query, expected in (("?show=waiting", made), ("?show=answered", made[::-1])):
        lines = read_csv(take(desk(leader), query=query))
        assert [line[0] for line in lines[2:]] == [message.reference for message in expected]
        Submission.objects.update(state="answered")


def test_a_table_is_not_counted_to_its_end(leader, receive, monkeypatch):
    """X7: “more than”, in the table and in its record; every message is there all the same."""
    monkeypatch.setattr(export, "COUNTED", 2)
    for _ in range(5):
        receive()
    lines = read_csv(take(desk(leader)))
    assert "2+ messages" in lines[0][0]
    assert (len(lines), ExportLog.objects.get().count) == (7, 3)


def test_renamed_and_removed_questions_keep_their_column(leader, receive, contact_form):
    """R44: the newest words, with the earlier ones behind them."""
    receive({**ANSWERS, "organisation": "Jansen Transport"})
    body = [block for block in contact_form.body.get_prep_value() if block["type"] != "organisation"]
    for block in body:
        if block["type"] == "name":
            block["value"]["label"] = "Who are you?"
    contact_form.body = body
    approve_all_of(contact_form)
    contact_form.save_revision().publish()
    receive()
    _mark, headings, first, second = read_csv(take(desk(leader)))
    assert "Who are you? (earlier: Your name)" in headings
    assert first[headings.index("Company")] == "Jansen Transport"
    assert second[headings.index("Company")] == ""


def test_no_copy_of_a_table_is_kept(leader, message, monkeypatch):
    """R70: no file is written anywhere while it is sent."""
    opened = []
    real = open

    def watching(file, mode="r", *args, **kwargs):
        if set(mode) & set("wax+"):
            opened.append(file)
        return real(file, mode, *args, **kwargs)

    monkeypatch.setattr("builtins.open", watching)
    monkeypatch.setattr("io.open", watching)
    client = desk(leader)
    for format in ("csv", "xlsx"):
        b"".join(take(client, format).streaming_content)
    assert opened == []


def test_the_page_says_what_will_happen(leader, message):
    """E4: how many, of which list, and that whoever takes them out answers for the file."""
    html = desk(leader).get(f"{EXPORT}?show=waiting&language=en").content.decode()
    assert "You export 1 messages: “All waiting”." in html
    assert "The site keeps no copy." in html
    assert url(message) not in html


def test_numbers_of_people_who_may_not_be_called_are_in_no_table(staff, receive, in_use):
    """R22: the newsletter declares a number, but calling is a purpose of its own (Tw 11.7); addresses stay."""
    in_use("newsletter")
    assert released_register().purpose("contact").calls
    assert not released_register().purpose("newsletter").calls
    lena = staff("lena", "view", "change", "export", purposes=["contact", "newsletter"])
    receive({**ANSWERS, "name": "Called", "phone": ["+31612345678"]})
    quiet = receive({**ANSWERS, "name": "Quiet", "phone": ["+31201234567"]})
    Submission.objects.filter(pk=quiet.pk).update(purpose_key="newsletter")
    _mark, headings, *lines = read_csv(take(desk(lena)))
    rows = {line["Your name"]: line for line in (dict(zip(headings, cells, strict=True)) for cells in lines)}
    assert rows["Called"]["Phone number"] == "+31612345678"
    assert rows["Quiet"]["Phone number"] == ""
    assert rows["Quiet"]["E-mail address"] == ANSWERS["email"]


def test_a_number_that_may_not_be_called_is_no_link(staff, receive):
    """R22: whoever may read the message sees the number, and that it is not for calling."""
    lena = staff("lena", "view", "change", purposes=["contact", "newsletter"])
    message = receive({**ANSWERS, "phone": ["+31201234567"]})
    leader = desk(lena)
    assert 'href="tel:+31201234567"' in leader.post(url(message, "show/")).content.decode()
    Submission.objects.filter(pk=message.pk).update(purpose_key="newsletter")
    html = leader.post(url(message, "show/")).content.decode()
    assert "tel:" not in html
    assert "+31201234567" in html
    assert "People are not called for this purpose." in html
