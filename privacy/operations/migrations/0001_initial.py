
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, unique=True, verbose_name='job')),
                ('next_run', models.DateTimeField(verbose_name='next run')),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('last_success', models.DateTimeField(blank=True, null=True, verbose_name='last success')),
                ('last_error', models.CharField(blank=True, max_length=100, verbose_name='what went wrong')),
            ],
            options={
                'ordering': ['key'],
            },
        ),
    ]
