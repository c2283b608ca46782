"""The sample's four companies: what each takes in, does and passes on."""

from dataclasses import dataclass

from home.pages.sample_flow import figures
from home.pages.sample_stream import Section, hero, items, picture_text, question, step, to_page

Ids = dict[str, int]


@dataclass(frozen=True)
class Company:
    """A company's own fields."""

    key: str
    title: str
    description: str
    row_in: str
    row_out: str
    takes_in: str
    does: str
    passes_on: str
    passes_to: str
    passes_to_label: str


COMPANIES = (
    Company(
        "kargro-banden",
        "Kargro Banden",
        "Kargro Banden inspects, buys, collects and sorts truck-tyre casings fit for retreading, in four countries.",
        "Truck-tyre casings from fleets and tyre specialists",
        "Casings fit for retreading, sorted by brand and size",
        "Demounted truck tyres, from fleets and tyre specialists in the Netherlands, Belgium, Germany and northern France.",
        "Inspects and buys casings, collects them with its own truck combinations, and sorts them by brand and size.",
        "Casings fit for retreading, to retreaders in more than 40 countries and within the group. What is not fit goes to "
        "Kargro Recycling.",
        "banden-plan-europa",
        "On to Banden Plan Europa",
    ),
    Company(
        "lintire",
        "Lintire",
        "Lintire collects used passenger-car tyres from tyre specialists, checks them and trades them.",
        "Used passenger-car tyres from tyre specialists",
        "Checked tyres, for trade",
        "Used passenger-car tyres that tyre specialists have taken off their customers' cars.",
        "Collects the tyres, checks them and trades those that can still be used.",
        "Checked tyres to the trade. A car tyre at the end of its life is material: that is the work of Kargro Recycling.",
        "kargro-recycling",
        "On to Kargro Recycling",
    ),
    Company(
        "banden-plan-europa",
        "Banden Plan Europa",
        "Banden Plan Europa retreads truck tyres in Montfoort and Nieuwmoer: UBO hot, Bandag and Marangoni cold.",
        "Truck-tyre casings fit for retreading",
        "Retreaded truck tyres",
        "Truck-tyre casings that an inspector has found fit for retreading.",
        "Gives them a new tread in Montfoort and in Nieuwmoer, Belgium: hot with UBO, cold with Bandag and Marangoni.",
        "Retreaded truck tyres, back on the road. When they come off again, the circle begins anew with an inspection.",
        "kargro-banden",
        "Round again to Kargro Banden",
    ),
    Company(
        "kargro-recycling",
        "Kargro Recycling",
        "Kargro Recycling turns end-of-life tyres into rubber granulate and fine powders; the steel goes to smelters.",
        "End-of-life tyres and unfit casings",
        "Rubber granulate, fine powders, steel",
        "Tyres at the end of their life, and casings that are not fit for retreading.",
        "Turns them into rubber granulate and fine powders, and separates the steel.",
        "Granulate and powder as raw material, and steel to smelters.",
        "kargro-banden",
        "Where it starts: Kargro Banden",
    ),
)


def kargro_banden(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of Kargro Banden."""
    top = hero(
        "Casings, looked at one by one.",
        "Kargro Banden inspects, buys, collects and sorts truck-tyre casings fit for retreading.",
        "lamp",
        to_page("Offer casings", ids["contact"]),
    )
    return top, [
        picture_text(
            "Montfoort and Emmeloord",
            "<p>Casings are stored in two places and sorted by brand and size, so that a retreader gets what was asked "
            "for.</p>",
            "stacks",
        ),
        figures(),
    ]


def lintire(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of Lintire."""
    top = hero(
        "Used car tyres, collected and checked.",
        "Lintire collects used passenger-car tyres from tyre specialists, checks them and trades them.",
        "car",
        to_page("Have car tyres collected", ids["contact"]),
    )
    steps = items(
        step("Collected", "From tyre specialists, where the tyres came off."),
        step("Checked", "Can this tyre still be used?"),
        step("Traded", "What passes the check goes to the trade."),
    )
    return top, [("steps", {"heading": "Three steps", "steps": steps})]


def banden_plan_europa(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of Banden Plan Europa."""
    top = hero(
        "A new tread on a sound casing.",
        "Banden Plan Europa retreads truck tyres in Montfoort and in Nieuwmoer, Belgium.",
        "tyre",
        to_page("Ask about retreads", ids["contact"]),
    )
    rows = items(
        {"cells": items("UBO", "Hot")}, {"cells": items("Bandag", "Cold")}, {"cells": items("Marangoni", "Cold")}
    )
    questions = items(
        question(
            "What is the difference between hot and cold?",
            "<p>Hot: new rubber is cured onto the casing in a mould, which also forms the pattern. Cold: a tread that is "
            "already cured is bonded to the buffed casing.</p>",
        ),
        question(
            "What does retreading save?",
            "<p>The casing is used again, and only the tread is new. That saves CO₂, oil and raw materials.</p>",
        ),
        question(
            "What is Bipaver?",
            "<p>The European body of independent retreaders. Banden Plan Europa is affiliated with it.</p>",
        ),
    )
    return top, [
        ("table", {"caption": "Three processes", "columns": items("Process", "Kind"), "rows": rows}),
        ("faq", {"heading": "About retreading", "questions": questions}),
    ]


def kargro_recycling(ids: Ids) -> tuple[str, list[Section]]:
    """Return top and sections of Kargro Recycling."""
    top = hero(
        "From tyre to grain.",
        "Kargro Recycling turns end-of-life tyres into rubber granulate and fine powders. The steel goes to smelters.",
        "granulate",
        to_page("Ask about granulate", ids["contact"]),
    )
    return top, [
        picture_text(
            "The steel comes out too",
            "<p>Wire in the bead and cord in the belt hold a tyre together. They are separated from the rubber and go to "
            "smelters.</p>",
            "wire",
        ),
    ]
