"""English texts of the sample register: the source that translations are made from."""

# key → DPV term, name, explanation
CATEGORIES: dict[str, tuple[str, str, str]] = {
    "name": ("pd:Name", "Name", ""),
    "organisation": ("pd:CurrentEmployment", "Organisation", "The company you work for."),
    "email": ("pd:EmailAddress", "E-mail address", ""),
    "phone": ("pd:TelephoneNumber", "Phone number", ""),
    "country": ("pd:Country", "Country", ""),
    "language": ("pd:Language", "Language", "The language in which you used the site."),
    "ip_address": ("pd:IPAddress", "IP address", "The address of your connection to the internet."),
    "subject": ("pd:Communication", "Subject", "What your message is about."),
    "message": ("pd:Communication", "Message", "What you write to us, and our answers."),
    "identity_document": (
        "pd:OfficialID",
        "Copy of an identity document",
        "With your photograph and citizen service number blacked out.",
    ),
    "cookie_choice": ("pd:PrivacyPreference", "Choice about cookies", "What you allowed and refused, and when."),
    "online_identifier": ("pd:UID", "Online identifier", "A random number in a cookie."),
    "device": ("pd:DeviceBased", "Browser and device", "Such as the type of browser and the size of the screen."),
    "page_visits": ("pd:BrowsingBehavior", "Visit to the site", "Pages seen, time spent and links followed."),
    "interests": ("pd:Interest", "Interests", "Derived from the pages you saw."),
    "newsletter_opens": ("pd:BrowsingBehavior", "Opened newsletters", "Whether a newsletter was opened."),
}
# key → what it does, what it receives, who does what with a company that decides together with us
VENDORS: dict[str, tuple[str, ...]] = {
    "vimeo": (
        "Plays the videos on our pages.",
        "Your IP address, your browser and device, and which video you play on which page.",
    ),
    "google_analytics": (
        "Measures visits to the site and the effect of campaigns.",
        "A random number, your IP address, your browser and device, and the pages you see.",
    ),
    "google": (
        "Runs Google Analytics and answers for what it does with data itself.",
        "A random number, your IP address, your browser and device, and the pages you see.",
    ),
    "linkedin": (
        "Measures our advertisements on LinkedIn and shows them to people who visited this site.",
        "Online identifiers, your IP address, your browser and device, and the pages you see.",
        "We decide that LinkedIn measures on this site, and tell you so here; LinkedIn answers for what it does with the data "
        "from then on. You can use your rights with either of us.",
    ),
    "openstreetmap": (
        "Draws the maps on our pages.",
        "Your IP address, your browser and device, and which map you open on which page.",
    ),
    "kargro_banden": (
        "Belongs to our group. Its people answer questions about truck-tyre casings.",
        "The messages that people send us with the contact form, with the name and the address or number to answer to.",
    ),
    "lintire": (
        "Belongs to our group. Its people answer questions about used passenger-car tyres.",
        "The messages that people send us with the contact form, with the name and the address or number to answer to.",
    ),
    "kargro_recycling": (
        "Belongs to our group. Its people answer questions about granulate and powder.",
        "The messages that people send us with the contact form, with the name and the address or number to answer to.",
    ),
    "banden_plan_europa": (
        "Belongs to our group. Its people answer questions about retreading, and its mailbox receives requests to see data.",
        "The messages that people send us with the contact form and their requests about data, with the name and the address or number to "
        "answer to.",
    ),
    "youtube": (
        "Plays the videos on our pages.",
        "Your IP address, your browser and device, and which video you play on which page.",
    ),
}
# key → name, in one line, explanation, in the banner's sentence
COOKIE_GROUPS: dict[str, tuple[str, str, str, str]] = {
    "necessary": (
        "Strictly necessary",
        "Always on. Remembers this choice.",
        "The site cannot do what you ask of it without these. The only one a visitor ever gets remembers the choice "
        "about cookies. The others are for our own staff when they log in. The law asks no permission for them.",
        "",
    ),
    "functional": (
        "Functional",
        "Extra functions: videos on our pages, and the language of your browser.",
        "Extra functions that you can do without: playing embedded videos, and offering the site in the language of your "
        "browser. A video can also be played once, without allowing the whole group.",
        "extra functions (video, language)",
    ),
    "analytical": (
        "Analytical",
        "Measuring visits, and the effect of campaigns and advertisements.",
        "We measure how many people visit which pages, how long they stay, which parts they use, and whether our "
        "campaigns and advertisements bring them here.",
        "measuring visits and campaigns",
    ),
    "advertising": (
        "Advertising",
        "Showing advertisements that follow from your visit.",
        "Other companies follow visits over several websites and show advertisements that fit them. They also use what "
        "they receive for purposes of their own; their privacy statements say which.",
        "advertising",
    ),
}
NO_REPLY = "You do not have to give these data, but without a name, a message and one way to reach you we cannot reply."
# key → the fields of a purpose's text
PURPOSES: dict[str, dict[str, str]] = {
    "newsletter": {
        "title": "Newsletter",
        "description": "We send you our newsletter by e-mail because you subscribed to it. Every issue has a link that "
        "ends the subscription at once.",
        "requirement_note": "Only your e-mail address is needed. Without it we cannot send the newsletter.",
        "consent_label": "Yes, send me the Kargro Group newsletter by e-mail.",
        "consent_help": "You confirm once by e-mail, and can unsubscribe at any time with the link in every issue.",
    },
    "newsletter_customers": {
        "title": "Newsletter for customers and partners",
        "description": "As part of our contract with you as a customer or partner, we send you our newsletter by "
        "e-mail. You can object at any time, and the link in every issue ends it at once.",
        "requirement_note": "Only your e-mail address is needed, and your contract does not depend on the newsletter.",
    },
    "resource_delivery": {
        "title": "Sending a resource",
        "description": "We send the document you asked for to your e-mail address.",
        "requirement_note": "Without a name and an e-mail address we cannot send it to you.",
    },
    "webinar_offer": {
        "title": "One offer of a free webinar",
        "description": "If you asked for a resource, we may offer you a free webinar once. We do so a single time and "
        "never again.",
        "interest": "To offer a closer look at Kargro Group to someone who showed an interest in it. To limit the "
        "effect on you, the offer is made only once, and you can object to it beforehand.",
        "requirement_note": "You can object; the resource is sent to you all the same.",
    },
    "contact": {
        "title": "Contact form",
        "description": "We use what you send us to answer your question or request.",
        "requirement_note": NO_REPLY,
    },
    "chat": {
        "title": "Live chat",
        "description": "We use what you write in the chat to help you, and to come back to you when nobody is there.",
        "requirement_note": NO_REPLY,
    },
    "meeting": {
        "title": "Booking a meeting",
        "description": "We use your request to agree on a meeting with you and to prepare for it.",
        "requirement_note": "You do not have to give these data, but without a name and one way to reach you we cannot "
        "make an appointment.",
    },
    "legal_requests": {
        "title": "Abuse reports and take-down notices",
        "description": "We follow up on reports of abuse and on requests to remove something from the site, and tell "
        "you what we decided.",
        "requirement_note": "Without a name, a report and one way to reach you we cannot handle a request fully.",
    },
    "legal_proceedings": {
        "title": "Legal proceedings and orders",
        "description": "Where it is needed, we use data we already hold to defend ourselves in legal proceedings about "
        "the use of the site, to follow a court order, a law or a request from an authority, and to uphold our rights.",
        "requirement_note": "We ask you for nothing for this purpose.",
    },
    "rights_requests": {
        "title": "Requests about your data",
        "description": "When you use one of your rights, we use your request to find your data, to make sure that it "
        "is you who asks, and to answer.",
        "requirement_note": "If we cannot tell that the data are yours, we may have to ask you for more before we "
        "can answer.",
    },
    "cookies_necessary": {
        "title": "Strictly necessary cookies",
        "description": "We remember your choice about cookies, and keep our own staff logged in safely.",
        "interest": "To offer a website that works and that respects the choice you made. The law asks no permission "
        "for these cookies.",
        "requirement_note": "You can block these cookies in your browser; the site will then ask for your choice again.",
    },
    "cookies_functional": {
        "title": "Functional cookies",
        "description": "We offer extra functions: videos on our pages, and the language of your browser.",
        "requirement_note": "You are free to refuse. Videos then play only when you ask for one.",
        "consent_label": "Extra functions: videos from other companies, and the language of my browser.",
        "consent_help": "A video can also be played once, without allowing the whole group.",
    },
    "cookies_analytical": {
        "title": "Analytical cookies",
        "description": "We measure visits to the site, the time spent on pages, which parts of them are used, and the "
        "effect of campaigns and advertisements.",
        "requirement_note": "You are free to refuse. Nothing on the site changes for you.",
        "consent_label": "Measuring my visit, and the effect of campaigns and advertisements.",
        "consent_help": "Refusing changes nothing about the pages you see.",
    },
    "cookies_advertising": {
        "title": "Advertising cookies",
        "description": "We let other companies follow visits over several websites, to learn what visitors are "
        "interested in and to show advertisements that fit.",
        "requirement_note": "You are free to refuse. You may then see advertisements that have nothing to do with your "
        "visit.",
        "consent_label": "Advertisements that follow from my visit, here and on other websites.",
        "consent_help": "The companies also use what they receive for purposes of their own.",
    },
    "consent_proof": {
        "title": "Proof of consent and of other legal bases",
        "description": "We record when and how you gave, refused or withdrew your permission, and the words you read, "
        "because the law asks us to be able to prove it.",
        "requirement_note": "Without this record we may not use data that rest on your permission.",
    },
    "form_protection": {
        "title": "Protecting forms against spam",
        "description": "We count how often a connection sends a form, so that robots and misuse are stopped. The "
        "address is turned into a code that is of no use elsewhere.",
        "interest": "To keep forms usable for people, and our mailbox free of spam, without a cookie or a test by "
        "another company.",
        "requirement_note": "A form cannot be sent without an internet connection, and so not without an IP address.",
    },
    "site_security": {
        "title": "Keeping the site and its e-mail working and secure",
        "description": "We keep short technical records of visits, of e-mail that was sent and of staff who opened "
        "personal data, and we make backups, so that faults and misuse can be found and repaired.",
        "interest": "To keep the website available, to deliver the e-mail you expect from us, and to notice it when "
        "somebody tries to break in.",
        "requirement_note": "Every website receives the address to which it must send its pages.",
    },
}
