"""English sections of the sample's policy and terms: every sentence that follows from no other fact."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleSection:
    """A section; `parent` is the key of the one it is part of, none for a document."""

    key: str
    document: str
    heading: str
    text: str = ""
    closing: str = ""
    parent: str = ""
    shows: str = "words"
    article: str = ""
    basis: str = ""


def _privacy(key: str, heading: str, text: str = "", closing: str = "", **more: str) -> SampleSection:
    return SampleSection(key, "privacy", heading, text, closing, **{"parent": "privacy", **more})


def _terms(key: str, heading: str, text: str) -> SampleSection:
    return SampleSection(key, "terms", heading, text, parent="terms")


def _right(key: str, heading: str, article: str, text: str) -> SampleSection:
    return _privacy(key, heading, text, parent="your-rights", article=article)


def _basis(basis: str, heading: str, text: str) -> SampleSection:
    return _privacy(f"basis-{basis.replace('_', '-')}", heading, text, parent="legal-bases", basis=basis)


SECTIONS = (
    SampleSection(
        "privacy",
        "privacy",
        "Privacy policy",
        "Which personal data {public_name} uses, why, on which legal basis and for how long.\n\n"
        "- We use personal data only for the purposes named here, and only the data named with each.\n"
        "- You need no account, and nothing that is not strictly necessary is stored on your device unless you allow it.\n"
        "- We sell no data. Who receives any is named below.\n"
        "- When a period is over, the website deletes the data by itself.\n"
        "- You can see, correct and delete your data, and object, at any time: [use your rights](rights).",
    ),
    _privacy(
        "who-we-are",
        "Who we are",
        "{public_name} offers tyre-related products and services to fleet owners, tyre specialists and individual car "
        "owners. We keep to the principles of the General Data Protection Regulation (GDPR). This company is "
        "responsible for your data:",
        shows="controller",
    ),
    _privacy(
        "right-to-object",
        "Your right to object",
        "You may object at any time to any use of your data that rests on a legitimate interest, for reasons that follow from your "
        "situation. You may always object to direct marketing, without giving a reason; we then stop at once.\n\n"
        "[Object on the page about your data](rights), or write to [{email}](email).",
        article="Art. 21",
    ),
    _privacy(
        "what-and-why",
        "Which data we use, and why",
        "Most data come from you yourself. Where a purpose uses data from somewhere else, it says so. If someone else gives us "
        "your data, in a report for example, we use them for that purpose only, and everything on this page applies to you too.",
        shows="purposes",
    ),
    _privacy(
        "legal-bases",
        "Legal bases",
        "Personal data may be used only on one of the grounds that the law names. We rely on the following:",
        shows="bases",
    ),
    _basis(
        "consent",
        "Consent",
        "You gave your consent. You can withdraw it at any time, as easily as you gave it (Art. 6(1)(a) GDPR). What was done before "
        "stays lawful.",
    ),
    _basis(
        "contract",
        "Performance of a contract",
        "Needed to do what you ask of us, or what we agreed with you (Art. 6(1)(b) GDPR).",
    ),
    _basis("legal_obligation", "Legal obligation", "The law requires it of us (Art. 6(1)(c) GDPR)."),
    _basis(
        "legitimate_interest",
        "Legitimate interest",
        "We have weighed the interest named here, and yours do not override it. You can object (Art. 6(1)(f) GDPR).",
    ),
    _privacy(
        "cookies",
        "Cookies",
        "A cookie is a small file that a website keeps in your browser. A pixel is a tiny image on a page or in an e-mail that "
        "tells its owner that it was seen. Before you choose, this site sets nothing that is not strictly necessary.",
        "You can change or withdraw your choice at any time under [Cookie settings](cookies) at the foot of every page. We then "
        "delete the cookies on our own domain and stop everything that set them.\n\n"
        "Cookies on the domains of other companies can be removed in your browser, or by way of "
        "[youronlinechoices.eu](https://www.youronlinechoices.eu/).",
        shows="cookies",
    ),
    _privacy(
        "how-long",
        "How long we keep data",
        "No longer than the purpose asks. The period stands with each purpose. When it is over, the website deletes the data by "
        "itself, every day. Cookies are kept as long as the cookie tables say. We review every month what is still kept, and why.",
    ),
    _privacy(
        "protection",
        "How we protect data",
        "Everything you send us travels over an encrypted connection. Names, addresses and messages are stored encrypted. Only "
        "members of staff who need data for their work can open them, for the purpose they are authorised and trained for, "
        "and each time is recorded. Companies that receive data on our behalf are bound by contract to take similar measures.",
        shows="hosting",
    ),
    _privacy(
        "other-companies",
        "Companies that receive data",
        "These companies receive data by way of this website. One that is switched off disappears from this list.",
        "Where data leave the European Economic Area, the safeguards are named with the company. For a copy of them, write to "
        "[{email}](email). We search or share data for an authority, a court or a legal claim only as far as that is necessary.",
        shows="companies",
    ),
    _privacy(
        "your-rights",
        "Your rights",
        "They are yours whatever the purpose, and you need no account to use them.",
        "[On the page about your data](rights) you can see, download and delete at once what we hold about you.\n\n"
        "Write to [{email}](email) to use any of these rights, if you have a question or if you are worried. To see your data "
        "you may also write to [{access_email}](access_email). We answer as soon as we can, and within four weeks at the "
        "most. It costs you nothing.\n\n"
        "We must be sure that it is you who asks. If we ask for a copy of an identity document, black out your photograph "
        "and your citizen service number; the copy is deleted once we have decided.\n\n"
        "You may complain to a supervisory authority at any time: in the Netherlands to the [{authority}](authority), or to "
        "the authority of the country where you live or work.",
        shows="parts",
    ),
    _right("right-access", "See your data", "Art. 15", "Ask which data we hold about you, and receive a copy."),
    _right("right-correction", "Correct them", "Art. 16", "Have data that are wrong or incomplete put right."),
    _right(
        "right-deletion", "Delete them", "Art. 17", "Have data deleted that we no longer need or may no longer use."
    ),
    _right(
        "right-restriction",
        "Restrict their use",
        "Art. 18",
        "Have us keep data without using them, for example while we check whether they are right.",
    ),
    _right(
        "right-portability",
        "Take them with you",
        "Art. 20",
        "Receive what you gave us in a form that another company's computer can read.",
    ),
    _right("right-objection", "Object", "Art. 21", "Object to any use that rests on a legitimate interest."),
    _right(
        "right-withdrawal",
        "Withdraw your consent",
        "Art. 7(3)",
        "Withdraw your consent at any time, as easily as you gave it. What was done before stays lawful.",
    ),
    _right(
        "right-no-machine",
        "No automated decisions",
        "Art. 22",
        "You have the right not to be subject to a decision made by a computer alone.",
    ),
    _privacy(
        "changes",
        "Changes to this policy",
        "Every version is kept, with its date, and any two can be compared. Before we use data for more than you were told, we "
        "tell you.",
    ),
    SampleSection(
        "terms",
        "terms",
        "Terms of use",
        "The terms on which this website's services are offered.",
    ),
    _terms(
        "about-these-terms",
        "About these terms",
        "These terms apply to the services on this website that you ask for with a form.",
    ),
    _terms(
        "what-we-do",
        "What we do",
        "We answer what you ask of us as well as we can and within a reasonable time. An answer on this website is not an offer; "
        "prices and quantities are agreed on separately.",
    ),
    _terms(
        "what-we-ask",
        "What we ask of you",
        "Use the services for the purpose they are meant for, and send nothing that is unlawful or that harms others.",
    ),
)
