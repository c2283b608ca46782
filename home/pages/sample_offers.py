"""The sample's pages for fleets, tyre specialists and car owners."""

from home.pages.sample_stream import Section, hero, items, link, picture_text, question, step, to_page, to_phone

Ids = dict[str, int]


def fleets(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of "For fleets"."""
    top = hero(
        "The tread is gone. The casing may not be.",
        "Kargro Banden inspects, buys and collects truck-tyre casings in the Netherlands, Belgium, Germany and northern "
        "France. What is sound can be retreaded; what is not is recycled.",
        "truck",
        to_page("Offer casings", ids["contact"]),
    )
    return top, [
        _fleet_steps(),
        picture_text(
            "Retreads in three processes",
            "<p>Banden Plan Europa retreads truck tyres in Montfoort and in Nieuwmoer, Belgium: hot with UBO, cold with "
            "Bandag and with Marangoni. The casing is used again, and that saves CO₂, oil and raw "
            "materials.</p>",
            "tyre",
            side="start",
            tone="rubber",
            action=to_page("About Banden Plan Europa", ids["banden-plan-europa"]),
        ),
        _processes(),
        picture_text(
            "Where we collect",
            "<p>Our truck combinations drive in the Netherlands, Belgium, Germany and northern France. Casings are "
            "stored in Montfoort and Emmeloord, sorted by brand and size.</p>",
            "map",
        ),
        _fleet_questions(ids),
    ]


def _fleet_steps() -> Section:
    steps = items(
        step("You tell us", "Call, mail or use the form: where the tyres are, and roughly how many."),
        step("We inspect", "One of our inspectors judges which casings are fit for retreading."),
        step("We buy and collect", "A truck combination takes the casings along."),
        step("They go on", "Sorted by brand and size, to be retreaded here or in one of more than 40 countries."),
    )
    return "steps", {"heading": "Four steps out of your yard", "steps": steps}


def _processes() -> Section:
    rows = items(
        {"cells": items("UBO", "Hot", "New rubber is cured onto the casing in a mould, which also forms the tread.")},
        {"cells": items("Bandag", "Cold", "A tread that is already cured is bonded to the buffed casing.")},
        {"cells": items("Marangoni", "Cold", "As above, with Marangoni's own treads.")},
    )
    columns = items("Process", "Kind", "How it works")
    return "table", {
        "caption": "The three retreading processes of Banden Plan Europa",
        "columns": columns,
        "rows": rows,
    }


def _fleet_questions(ids: Ids) -> Section:
    recycling = link(ids["kargro-recycling"], "Kargro Recycling")
    questions = items(
        question(
            "Which casings do you buy?",
            "<p>Truck-tyre casings that are fit for retreading. Whether one is fit, our inspector judges at the tyre.</p>",
        ),
        question(
            "What happens to casings that are not fit?",
            f"<p>They go to {recycling}, which turns them into rubber granulate and fine powders. The steel goes to "
            "smelters.</p>",
        ),
        question(
            "What do you pay for a casing?",
            "<p>There is no price list on this website. Tell us what you have, and we will come back to you.</p>",
        ),
        question(
            "Who retreads?",
            f"<p>{link(ids['banden-plan-europa'], 'Banden Plan Europa')}, a company of the group, affiliated with "
            "Bipaver, the European body of independent retreaders.</p>",
        ),
    )
    return "faq", {"heading": "What fleets ask", "questions": questions}


def specialists(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of "For tyre specialists"."""
    top = hero(
        "Every old tyre out of your yard.",
        "Truck casings or used car tyres: two companies of the group collect them from you, check them and send them on.",
        "stacks",
        to_phone("Have tyres collected"),
    )
    columns = items(
        {
            "heading": "Truck casings",
            "text": "<p>Kargro Banden inspects, buys, collects and sorts truck-tyre casings fit for retreading. Casings "
            "that are not fit go to Kargro Recycling.</p>",
            "drawing": "truck",
            "action": to_page("About Kargro Banden", ids["kargro-banden"]),
        },
        {
            "heading": "Car tyres",
            "text": "<p>Lintire collects used passenger-car tyres from tyre specialists, checks them and trades "
            "them.</p>",
            "drawing": "car",
            "action": to_page("About Lintire", ids["lintire"]),
        },
    )
    questions = items(
        question(
            "Do you take truck and car tyres?",
            "<p>Yes: Kargro Banden takes truck-tyre casings, Lintire takes used passenger-car tyres. One call reaches "
            "both.</p>",
        ),
        question(
            "Where do your trucks come?",
            "<p>For truck-tyre casings: the Netherlands, Belgium, Germany and northern France.</p>",
        ),
        question(
            "How do we start?",
            f"<p>Call us, or send the {link(ids['contact'], 'contact form')}. Say where you are, what kind of tyres you "
            "have and roughly how many.</p>",
        ),
    )
    return top, [
        ("columns", {"heading": "", "columns": columns}),
        picture_text(
            "Looked at before it is loaded",
            "<p>Eighteen inspectors are on the road each day. They judge each casing where it lies, so that what can be "
            "retreaded is not lost among what cannot.</p>",
            "lamp",
            tone="rubber",
        ),
        ("faq", {"heading": "What specialists ask", "questions": questions}),
    ]


def car_owners(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of "For car owners"."""
    top = hero(
        "What becomes of your old tyres?",
        "You leave them with your tyre specialist. From there Lintire collects them and looks at each again: some can be "
        "used once more, and a tyre at the end of its life is still material.",
        "car",
        to_page("Follow the tyre", ids["how-it-goes-round"]),
    )
    steps = items(
        step("At your specialist", "Your tyres are changed. The old set stays there; you need do nothing."),
        step("Collected", "Lintire fetches used passenger-car tyres from tyre specialists."),
        step("Checked", "Tyres that can still be used are traded."),
        step("Material", "End-of-life tyres can become rubber granulate, fine powder and steel."),
    )
    questions = items(
        question(
            "Can I bring my tyres to you?",
            "<p>No. We collect from tyre specialists and have no drop-off for private people. Your own specialist takes "
            "your old tyres.</p>",
        ),
        question(
            "Can I buy tyres here?",
            "<p>No, this website has no shop. Your tyre specialist can advise you on tyres for your car.</p>",
        ),
        question(
            "What is the use of it?",
            "<p>A tyre that is used longer, or turned into new material, saves CO₂, oil and raw materials.</p>",
        ),
    )
    return top, [
        ("steps", {"heading": "After the tyre change", "steps": steps}),
        picture_text(
            "From tyre to grain",
            "<p>Kargro Recycling turns end-of-life tyres into rubber granulate and fine powders. The steel that held the "
            "tyre together goes to smelters.</p>",
            "granulate",
            side="start",
            tone="rubber",
            action=to_page("About Kargro Recycling", ids["kargro-recycling"]),
        ),
        ("faq", {"heading": "What car owners ask", "questions": questions}),
    ]
