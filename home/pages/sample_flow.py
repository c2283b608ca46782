"""The sample's circular flow, companies and figures: sections that several pages share."""

from home.pages.sample_stream import Section, items, step


def flow(heading: str, text: str, page_id: int | None = None, page_label: str = "") -> Section:
    """Return the circular flow, with a link to the page that explains it."""
    value = {
        "heading": heading,
        "text": text,
        "steps": items(
            step("Inspected", "An inspector judges whether the casing can carry a new tread."),
            step("Collected", "One of 26 truck combinations takes it along."),
            step("Sorted", "In Montfoort or Emmeloord it is put with its own brand and size. Here the ways part."),
        ),
        "road": step("Retreaded", "A sound truck casing gets a new tread, hot or cold, and drives on."),
        "material": step(
            "Recycled", "A tyre at the end of its life becomes granulate and fine powder. Its steel goes to smelters."
        ),
        "drive": "Back on the road",
        "page": page_id,
        "page_label": page_label,
    }
    return "flow", value


def companies(heading: str, text: str = "") -> Section:
    """Return the rows of companies."""
    return "companies", {"heading": heading, "text": text}


def figures(heading: str = "") -> Section:
    """Return the group's four figures with their source."""
    value = {
        "heading": heading,
        "figures": items(
            {"value": "1968", "label": "the year it began"},
            {"value": "18", "label": "inspectors on the road each day"},
            {"value": "26", "label": "Euro 6 truck combinations"},
            {"value": "40+", "label": "countries that casings go to"},
        ),
        "source": "Kargro Group; inspectors, trucks and countries: Kargro Banden",
    }
    return "figures", value
