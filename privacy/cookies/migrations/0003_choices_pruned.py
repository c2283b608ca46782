from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_cookies', '0002_what_a_policy_blocked'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChoicesPruned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('spares', models.CharField(default='receipt', editable=False, max_length=10)),
                ('count', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'deletion of a flood of choices',
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('since__lt', models.F('until')), ('until__lte', models.F('at'))), name='cookies_pruned_the_past')],
            },
        ),
    ]
