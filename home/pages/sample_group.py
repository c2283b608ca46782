"""The sample's pages about the group: home, the flow, companies, about, contact, accessibility."""

from home.pages.sample_flow import companies, figures, flow
from home.pages.sample_stream import Section, hero, items, link, picture_text, to_page, to_phone

Ids = dict[str, int]


def home(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of the home page."""
    top = hero(
        "A tyre comes off. Its work goes on.",
        "Kargro Group inspects, buys and collects demounted truck and car tyres. What is sound goes back on the road; the "
        "rest becomes granulate, powder and steel.",
        "ring",
        to_page("Offer casings", ids["contact"]),
        to_page("Have tyres collected", ids["for-tyre-specialists"]),
    )
    doors = items(
        {
            "page": ids["for-fleets"],
            "heading": "For fleets",
            "text": "In your own workshop: we inspect your casings, buy what can be retreaded and collect it.",
            "drawing": "truck",
        },
        {
            "page": ids["for-tyre-specialists"],
            "heading": "For tyre specialists",
            "text": "In your yard: truck casings and used car tyres, collected and checked.",
            "drawing": "stacks",
        },
        {
            "page": ids["for-car-owners"],
            "heading": "For car owners",
            "text": "At your specialist: what happens to the old set after the change.",
            "drawing": "car",
        },
    )
    return top, [
        ("doors", {"heading": "Where do your tyres come off?", "doors": doors}),
        flow(
            "How it goes round",
            "It begins with a look at the tyre. What is found there decides which of two ways it takes.",
            ids["how-it-goes-round"],
            "Follow the tyre all the way round",
        ),
        companies("Four companies, one circle", "Each takes in what another passes on."),
        figures(),
    ]


def how_it_goes_round(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of "How it goes round"."""
    top = hero(
        "How a tyre goes round.",
        "From the moment it comes off the wheel until it drives again, or has become something else.",
        "",
        to_page("Offer casings", ids["contact"]),
    )
    return top, [
        flow("Two ways, one circle", "What the inspector finds decides between them."),
        picture_text(
            "It starts with an inspector",
            "<p>A casing is the part of a tyre that carries: everything below the tread. If it is sound, it can be given a "
            "new tread. Eighteen inspectors of Kargro Banden are on the road each day to judge just that.</p>",
            "lamp",
        ),
        picture_text(
            "Sorted by brand and size",
            "<p>Casings are stored in Montfoort and Emmeloord. Those fit for retreading go to more than 40 countries, or "
            "stay in the group: to Banden Plan Europa.</p>",
            "stacks",
            side="start",
            tone="rubber",
            action=to_page("About Kargro Banden", ids["kargro-banden"]),
        ),
        picture_text(
            "A new tread",
            "<p>Retreading leaves the casing as it is and replaces what has worn off. Banden Plan Europa does it hot with "
            "UBO and cold with Bandag and Marangoni. It saves CO₂, oil and raw materials.</p>",
            "tyre",
            action=to_page("About Banden Plan Europa", ids["banden-plan-europa"]),
        ),
        picture_text(
            "Or something new",
            "<p>What cannot drive any more becomes rubber granulate and fine powders at Kargro Recycling. The steel is "
            "separated and goes to smelters.</p>",
            "granulate",
            side="start",
            tone="rubber",
            action=to_page("About Kargro Recycling", ids["kargro-recycling"]),
        ),
        companies("Who does what"),
    ]


def company_index(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of "Companies"."""
    top = hero(
        "Four companies, one circle.",
        "One buys and sorts truck casings, one collects car tyres, one retreads, one recycles. Together they take a tyre "
        "all the way round.",
        "wire",
    )
    return top, [companies("What goes in, what comes out"), figures()]


def about(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of "About"."""
    top = hero(
        "In tyres since 1968.",
        "Kargro Group works in the circular processing of demounted truck and passenger-car tyres, for fleets, tyre "
        "specialists and car owners.",
        "tyre",
    )
    text = (
        "<p>A tyre is changed because its tread has worn. Most of what makes it a tyre is then still there: rubber, steel "
        "and the work that joined them. Our companies exist to use that again.</p>"
        "<p>The order matters. First we look whether a casing can drive on. If it can, it is retreaded, here or elsewhere. "
        "Only then do we look at what it is made of: granulate, powder and steel.</p>"
        "<p>Both ways save CO₂, oil and raw materials.</p>"
    )
    return top, [
        ("text", {"heading": "What we believe a worn tyre is", "text": text}),
        figures("The group in four figures"),
        picture_text(
            "Where we are",
            "<p>Our address is in Montfoort, between Utrecht and Gouda. Casings are stored there and in "
            "Emmeloord; truck tyres are retreaded in Montfoort and in Nieuwmoer, Belgium.</p>",
            "map",
            side="start",
            action=to_page("Contact", ids["contact"]),
        ),
        companies("The companies"),
    ]


def contact(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of "Contact"."""
    top = hero(
        "Talk to us about tyres.",
        "Casings to offer, tyres to collect, or a question: call, mail or write to us here.",
        "",
        to_phone("Call us"),
    )
    form = {
        "heading": "Write to us",
        "text": "Say what you have or what you need, and where. What you write is used for your question.",
        "form": ids["form:contact"],
    }
    return top, [
        ("form", form),
        ("contact_card", {"heading": "Reach us", "text": "Montfoort lies between Utrecht and Gouda."}),
    ]


def accessibility(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of the accessibility statement."""
    top = hero(
        "Accessibility", "This website should work for everyone. This is how far it does, and what to do if not."
    )
    text = (
        "<h2>What we aim at</h2><p>The Web Content Accessibility Guidelines 2.2, level AA.</p>"
        "<h2>What that means here</h2><ul><li>Every page can be used with a keyboard alone and without JavaScript.</li>"
        "<li>Text stays readable when it is enlarged, on a screen 320 pixels wide, and in a dark or a high-contrast "
        "scheme.</li><li>Nothing moves if your device asks for less motion.</li><li>Forms name each error in words, beside "
        "the field and in a summary.</li></ul>"
        "<h2>How it is tested</h2><p>By ourselves: each kind of page automatically at every change, and by keyboard. No "
        "outside body has examined the site yet.</p>"
        "<h2>What does not work yet</h2><p>A video plays in the player of another company, which is not ours to mend. "
        "Whatever a video says, the page around it says in text as well.</p>"
        f"<h2>Tell us</h2><p>If something stops you, {link(ids['contact'], 'tell us')}. We answer, and give you what you "
        "came for in another way.</p>"
    )
    return top, [("text", {"heading": "", "text": text})]


def report(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of the page on which people report something illegal."""
    top = hero(
        "Report something illegal",
        "Something on this website that breaks the law or harms somebody? Tell us here. Child sexual abuse can be reported "
        "without a name.",
    )
    form = {
        "heading": "Your notice",
        "text": "The law says what a notice needs, and that we tell you what we decide and why. We may have to hand over data "
        "to a court or an authority; then we tell the people concerned, unless we may not.",
        "form": ids["form:notice"],
    }
    return top, [("form", form)]
