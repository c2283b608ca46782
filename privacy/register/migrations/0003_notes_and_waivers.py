"""What changed in every language of a version; a decision holds for one language and what it was taken about."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('privacy_register', '0002_purpose_status'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='waiver', name='register_one_waiver_a_finding'),
        migrations.AddField(
            model_name='release',
            name='notes',
            field=models.JSONField(blank=True, default=dict, verbose_name='what changed, in each language'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='language',
            field=models.CharField(blank=True, max_length=12, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='about_hash',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='waiver',
            name='taken_back_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='taken back on'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='taken_back_by',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
