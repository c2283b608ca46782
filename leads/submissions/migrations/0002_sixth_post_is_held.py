from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads_submissions', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='protectionsettings',
            name='rate',
            field=models.BooleanField(default=True, help_text='At most thirty posts in ten minutes from one connection; after that the visitor is asked to wait. From the sixth on they are held back for you to look at.', verbose_name='Posts from one connection'),
        ),
    ]
