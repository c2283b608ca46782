
import django.db.models.deletion
import uuid
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeaderFooter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('navigation', wagtail.fields.StreamField([('link', 3)], blank=True, block_lookup={0: ('home.base.links.LinkedPageBlock', (), {'label': 'page', 'required': False}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': "Empty takes the page's own title.", 'label': 'label', 'max_length': 60, 'required': False}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('cookies', 'Cookies'), ('search', 'Search')], 'help_text': 'Pages the site makes itself.', 'label': 'or a fixed page', 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('page', 0), ('label', 1), ('view', 2)]], {})}, verbose_name='navigation')),
                ('platform_label', models.CharField(blank=True, help_text='For example “Customer platform”. The address is kept in the privacy register.', max_length=60, verbose_name='customer platform: label')),
                ('statement', models.CharField(help_text='One sentence in large type above the columns.', max_length=120, verbose_name='statement')),
                ('columns', wagtail.fields.StreamField([('column', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 60}), 1: ('home.base.links.LinkedPageBlock', (), {'label': 'page', 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': "Empty takes the page's own title.", 'label': 'label', 'max_length': 60, 'required': False}), 3: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('cookies', 'Cookies'), ('search', 'Search')], 'help_text': 'Pages the site makes itself.', 'label': 'or a fixed page', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('page', 1), ('label', 2), ('view', 3)]], {}), 5: ('wagtail.blocks.ListBlock', (4,), {'label': 'links'}), 6: ('wagtail.blocks.StructBlock', [[('heading', 0), ('links', 5)]], {})}, verbose_name='columns')),
                ('legal_links', wagtail.fields.StreamField([('link', 3)], blank=True, block_lookup={0: ('home.base.links.LinkedPageBlock', (), {'label': 'page', 'required': False}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': "Empty takes the page's own title.", 'label': 'label', 'max_length': 60, 'required': False}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('cookies', 'Cookies'), ('search', 'Search')], 'help_text': 'Pages the site makes itself.', 'label': 'or a fixed page', 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('page', 0), ('label', 1), ('view', 2)]], {})}, help_text='Privacy, cookies and the like. “Cookie settings” is always added by itself.', verbose_name='legal links')),
                ('contact_heading', models.CharField(max_length=80, verbose_name='heading')),
                ('contact_text', models.CharField(max_length=240, verbose_name='text')),
                ('not_found_heading', models.CharField(max_length=80, verbose_name='heading')),
                ('not_found_text', models.CharField(max_length=240, verbose_name='text')),
                ('gone_heading', models.CharField(max_length=80, verbose_name='heading')),
                ('gone_text', models.CharField(max_length=240, verbose_name='text')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'header and footer',
                'verbose_name_plural': 'header and footer',
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
        ),
    ]
