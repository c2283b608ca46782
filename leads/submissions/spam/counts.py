"""How often each layer acted: one row a day, form, layer and outcome. Nothing about a visitor."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from leads.submissions.spam.models import Layer, LayerCount

KEPT = timedelta(days=400)


def count_layer(slug: str, layer: Layer, outcome: LayerCount.Outcome, *, now: datetime) -> None:
    """Count that a layer acted on a post. One statement."""
    quote = connection.ops.quote_name
    table, count = quote(LayerCount._meta.db_table), quote("count")
    day = connection.ops.adapt_datefield_value(timezone.localdate(now))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, slug, layer, outcome, {count}) VALUES (%s, %s, %s, %s, 1) "
            f"ON CONFLICT (day, slug, layer, outcome) DO UPDATE SET {count} = {table}.{count} + 1",
            [day, slug, layer.value, outcome.value],
        )


def drop_old_counts(now: datetime) -> None:
    """Delete what is older than thirteen months: enough to compare a month with the same one a year ago."""
    LayerCount.objects.filter(day__lt=timezone.localdate(now - KEPT)).delete()
