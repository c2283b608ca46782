"""A message that asks about data: one press, the clock of its arrival, every officer told; and the hint that says so."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from leads.inbox import data_requests
from leads.inbox.hints import looks_like
from leads.inbox.kinds import Elsewhere
from leads.inbox.models import DataRequest
from leads.submissions.models import Submission, SubmissionNote
from leads.submissions.personal_data import SubmissionData
from privacy.outbox.services import send_due
from privacy.rights.deadline import received_day
from privacy.rights.models import Right, RightsRequest
from tests.factories import member_of
from tests.leads.inbox.conftest import LIST, desk

pytestmark = pytest.mark.django_db
HINT = "Somebody seems to ask about their own data here."
ASKED = {"name": "Jan", "email": "jan@example.com", "phone": ["+31612345678"], "message": "Please delete all my data."}


def press(user, message):
    return desk(user).post(f"{LIST}{message.pk}/data-request/", follow=True)


def mails():
    mail.outbox.clear()
    send_due(now=timezone.now())
    return list(mail.outbox)


@pytest.fixture
def officers(db):
    return [member_of("Privacy officers", name) for name in ("ada", "bob")]


def test_one_press_makes_a_request_with_the_clock_of_the_message(anna, receive, officers):
    """R71, R95: by whoever answers messages, who needs no permission for requests; what the message holds finds the person."""
    came = timezone.now() - timedelta(days=3)
    message = receive(ASKED, at=came)
    page = press(anna, message).content.decode()
    request = RightsRequest.objects.get()
    assert request.received_on == received_day(came)
    assert request.due_on == received_day(came) + timedelta(days=28)
    assert (request.right, request.subject_id) == ("erasure", message.subject_id)
    assert (request.email, request.phone, request.given_code) == (ASKED["email"], "+31612345678", message.reference)
    assert request.words == ASKED["message"]
    assert f"This is a request about data ({request.reference})" in page
    assert f"/admin/requests/{request.pk}/" not in page
    assert request.reference in SubmissionNote.objects.get(submission=message).text


def test_every_officer_is_told_once_by_mail_and_at_home(anna, receive, officers):
    """R71: with the reference and the way to it, and nothing of what was asked by whom."""
    message = receive(ASKED)
    mails()
    press(anna, message)
    press(anna, message)
    request = RightsRequest.objects.get()
    told = [sent for sent in mails() if sent.to[0] in {officer.email for officer in officers}]
    assert sorted(sent.to[0] for sent in told) == sorted(officer.email for officer in officers)
    assert all(request.reference in sent.subject and f"/admin/requests/{request.pk}/" in sent.body for sent in told)
    assert not [sent for sent in told if "jan" in str(sent.message()).lower().replace("january", "")]
    home = Client()
    home.force_login(officers[0])
    assert "1 request about data, due on" in home.get("/admin/").content.decode()


def test_the_link_goes_with_the_message_and_the_request_stays(anna, receive):
    """R73, R86: a message that is deleted takes nothing of the request with it."""
    message = receive(ASKED)
    press(anna, message)
    SubmissionData().erase(message, now=timezone.now())
    assert not DataRequest.objects.exists()
    assert RightsRequest.objects.exists()


def test_who_may_only_read_passes_nothing_on(staff, receive):
    message = receive(ASKED)
    reader = staff("rita", "view", purposes=["contact"])
    press(reader, message)
    assert not RightsRequest.objects.exists()
    page = desk(reader).get(f"{LIST}{message.pk}/").content.decode()
    assert ASKED["message"] in page
    assert "This is a request about data" not in page


def test_what_is_held_back_or_decided_elsewhere_is_not_passed_on(anna, receive, monkeypatch):
    """R46, R95: no request, no mail to whoever may be made up, and a sentence that says what to do."""
    message = receive(ASKED)
    Submission.objects.update(state="held")
    assert "Let it in first" in press(anna, message).content.decode()
    Submission.objects.update(state="new")
    case = Elsewhere("This is a legal case (open).", "/admin/", "leads_cases.view_legalcase")
    monkeypatch.setattr(data_requests, "elsewhere", lambda message: case)
    with pytest.raises(data_requests.CannotPassOn, match="legal case"):
        data_requests.pass_on(message=message, user=anna, now=timezone.now())
    assert not RightsRequest.objects.exists()


def test_the_hint_is_quiet_and_gone_once_it_was_passed_on(anna, receive):
    """R95: shown above the button of the message that asks, and of no other."""
    message, other = receive(ASKED), receive()
    assert HINT in desk(anna).get(f"{LIST}{message.pk}/").content.decode()
    page = desk(anna).get(f"{LIST}{other.pk}/").content.decode()
    assert HINT not in page
    assert "This is a request about data" in page
    press(anna, message)
    page = desk(anna).get(f"{LIST}{message.pk}/").content.decode()
    assert ASKED["message"] in page
    assert HINT not in page


REQUESTS = {
    Right.ERASURE: (
        "Please delete all my data.",
        "Wilt u al mijn gegevens verwijderen?",
        "Verwijder mijn persoonsgegevens uit uw systeem.",
        "Bitte löschen Sie alle meine Daten.",
        "Merci de supprimer toutes mes données.",
        "Veuillez effacer mes coordonnées de vos fichiers.",
        "I no longer want my e-mail address to be in your files.",
        "Ik wil niet meer dat mijn e-mailadres in uw bestand staat.",
        "Ich möchte nicht mehr, dass meine E-Mail-Adresse in Ihrer Datei steht.",
        "Je ne veux plus que mon adresse e-mail figure dans vos fichiers.",
        "Please take me off your mailing list.",
        "Hello! I bought four tyres last year. Please remove my personal details from your list.",
    ),
    Right.ACCESS: (
        "What data do you hold about me?",
        "Can you tell me what you have stored about me?",
        "Under the GDPR I ask you for everything you keep on me.",
        "Welke gegevens hebben jullie over mij?",
        "Ik wil graag inzage in mijn gegevens.",
        "Wat heeft u allemaal over mij opgeslagen?",
        "Welche Daten haben Sie über mich gespeichert?",
        "Ich bitte um Auskunft über meine personenbezogenen Daten.",
        "Quelles données avez-vous sur moi ?",
        "Can I see my data?",
        "Ik wil weten welke van mijn gegevens u heeft.",
        "Bitte teilen Sie mir mit, welche Daten Sie über mich haben.",
        "Je voudrais savoir quelles données vous avez sur moi.",
        "Je demande l’accès aux informations me concernant.",
    ),
    Right.RECTIFICATION: (
        "Please correct my contact details.",
        "Kunt u mijn adresgegevens wijzigen?",
        "Bitte berichtigen Sie meine Daten.",
        "Pouvez-vous rectifier mes informations ?",
    ),
    Right.OBJECTION: (
        "Stop using my data.",
        "Stop sending me mails",
        "unsubscribe me",
        "Stop met het sturen van mails.",
        "Schrijf mij uit.",
        "Ik wil geen nieuwsbrieven meer ontvangen.",
        "Schicken Sie mir keine E-Mails mehr.",
        "Bitte tragen Sie mich aus.",
        "Arrêtez de m’envoyer des mails.",
        "Désabonnez-moi.",
        "Ik maak bezwaar tegen het gebruik van mijn gegevens.",
        "Ich widerspreche der Nutzung meiner Daten.",
        "Je m’oppose au traitement de mes données.",
    ),
    Right.WITHDRAWAL: (
        "I withdraw my consent.",
        "Ik trek mijn toestemming in.",
        "Hiermit widerrufe ich meine Einwilligung.",
        "Je retire mon consentement.",
    ),
    Right.COMPLAINT: ("Op grond van de AVG verzoek ik u om antwoord.", "Gemäß DSGVO Art. 15."),
}
ORDINARY = (
    "Two hundred casings, please.",
    "Can you delete the second line of my order? I need four tyres only.",
    "Please remove the old tyres from our yard.",
    "Do you have a data sheet for the 315/80 R22.5?",
    "What is the load index of this tyre, and which details do you need from us?",
    "Could you send us more information on your prices?",
    "My details are below: Jan, Utrecht.",
    "Our contact details are in the signature, please call.",
    "I forgot to tell you the size: 385/65.",
    "Which data do you need to make an offer?",
    "How long do you keep our casings in stock?",
    "What do you have for us this week?",
    "Kunt u de oude banden verwijderen?",
    "Welke gegevens heeft u nodig voor een offerte?",
    "Welke gegevens heeft u van ons nodig?",
    "Mijn gegevens staan hieronder.",
    "Hoe lang bewaart u onze karkassen?",
    "De profieldiepte klopt niet met uw gegevensblad.",
    "Kunt u de technische gegevens van deze band sturen?",
    "Wilt u de velgen van de banden halen en de banden vernietigen?",
    "Können Sie die alten Reifen entfernen?",
    "Welche Angaben brauchen Sie für ein Angebot?",
    "Haben Sie technische Daten zu diesem Reifen?",
    "Meine Daten: Hans Meier, Köln.",
    "Die Reifen sind falsch geliefert, bitte ändern Sie die Bestellung.",
    "Was haben Sie für uns auf Lager?",
    "Pouvez-vous retirer les vieux pneus ?",
    "Quelles informations vous faut-il pour un devis ?",
    "Voici mes coordonnées : Luc, Lille.",
    "Avez-vous les données techniques de ce pneu ?",
    "Veuillez supprimer la deuxième ligne de la commande.",
    "My contact details are below, what does it cost?",
    "Here is our information: which tyres do you keep in stock?",
    "Please see my details attached.",
    "Please stop sending us the wrong tyres.",
    "I did not get any mails from you.",
    "Onze gegevens staan hieronder, wat kost dat?",
    "Hier zijn mijn gegevens: welke banden heeft u?",
    "Zie mijn gegevens in de bijlage.",
    "Stop met het sturen van de verkeerde banden.",
    "Ik heb geen mail ontvangen.",
    "Unsere Daten stehen unten, was kostet das?",
    "Hier sind meine Angaben: welche Reifen haben Sie?",
    "Siehe meine Daten im Anhang.",
    "Ich habe keine E-Mail bekommen.",
    "Nos coordonnées sont ci-dessous, quelles dimensions avez-vous ?",
    "Je vous communique mes coordonnées.",
    "Veuillez consulter mes coordonnées ci-jointes.",
)


@pytest.mark.parametrize(("right", "text"), [(right, text) for right, texts in REQUESTS.items() for text in texts])
def test_a_request_is_seen_in_four_languages(right, text):
    """R95: and what it seems to ask."""
    assert looks_like(text) == right


def test_who_asks_for_several_things_is_heard_in_the_gravest():
    """R71, R95: what is to be deleted is no request to see something, however it is called the second time."""
    both = "Welke gegevens hebben jullie over mij? Verwijder ze alstublieft."
    assert looks_like(both) == Right.ERASURE
    assert looks_like(both.split("? ")[0] + "?") == Right.ACCESS
    assert looks_like("Verwijder ze alstublieft.") is None


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_question_about_tyres_raises_no_hint(text):
    """R95: a hint that is often wrong is read by nobody."""
    assert looks_like(text) is None
