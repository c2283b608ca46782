
import django.core.validators
import django.db.models.deletion
import leads.forms.field_blocks.consent
import leads.forms.field_blocks.own
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('privacy_register', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('kind', models.CharField(max_length=12)),
                ('category', models.CharField(max_length=40, verbose_name='data category')),
                ('words', models.JSONField(verbose_name='words')),
                ('form_name', models.CharField(max_length=80, verbose_name='form')),
                ('approved_at', models.DateTimeField(verbose_name='approved on')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
            ],
            options={
                'verbose_name': 'approved question',
                'verbose_name_plural': 'approved questions',
                'ordering': ['-approved_at', 'pk'],
                'default_permissions': ('view', 'add'),
            },
        ),
        migrations.CreateModel(
            name='LeadForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('name', models.CharField(help_text='For your colleagues; visitors do not see it.', max_length=80, verbose_name='name')),
                ('slug', models.SlugField(help_text='The form stands alone at /forms/<address>/, the same in every language.', max_length=60, validators=[django.core.validators.RegexValidator('^[a-z0-9-]+$', 'Use small letters, digits and hyphens only.')], verbose_name='address')),
                ('title', models.CharField(help_text='Above the form where it stands alone.', max_length=120, verbose_name='heading')),
                ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('name', 3), ('organisation', 3), ('country', 3), ('language', 3), ('email', 5), ('phone', 7), ('subject', 10), ('message', 3), ('line', 12), ('choice', 27), ('choices', 15), ('date', 12), ('number', 18), ('file', 21), ('consent', 29), ('text', 23), ('section', 32), ('notice', 33)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'The words above the field.', 'label': 'label', 'max_length': 120}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': 'A short line under the label.', 'label': 'explanation', 'max_length': 200, 'required': False}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('required', 'must be answered'), ('optional', 'may be left empty')], 'label': 'answer'}), 3: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 2)]], {}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('required', 'must be answered'), ('optional', 'may be left empty'), ('one_of', 'at least one way to reply must be given')], 'label': 'answer'}), 5: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 4)]], {}), 6: ('wagtail.blocks.IntegerBlock', (), {'default': 1, 'help_text': 'One to three.', 'label': 'how many numbers', 'max_value': 3, 'min_value': 1}), 7: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 4), ('numbers', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'subject', 'max_length': 120}), 9: ('wagtail.blocks.ListBlock', (8,), {'default': [], 'help_text': 'Leave it empty, and visitors write the subject themselves.', 'label': 'subjects to choose from'}), 10: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 2), ('choices', 9)]], {}), 11: ('wagtail.blocks.ChoiceBlock', [], {'choices': leads.forms.field_blocks.own.data_categories, 'help_text': "What the answer is, in the words of the privacy policy. The form's purpose must declare it.", 'label': 'data category'}), 12: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 2), ('category_of_data', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'answer', 'max_length': 120}), 14: ('wagtail.blocks.ListBlock', (13,), {'label': 'answers to choose from', 'min_num': 2}), 15: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 2), ('category_of_data', 11), ('choices', 14)]], {}), 16: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'Leave it empty for no limit.', 'label': 'least', 'required': False}), 17: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'Leave it empty for no limit.', 'label': 'most', 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 2), ('category_of_data', 11), ('least', 16), ('most', 17)]], {}), 19: ('wagtail.blocks.MultipleChoiceBlock', [], {'choices': [('image', 'photos'), ('pdf', 'PDF documents')], 'label': 'accepts'}), 20: ('wagtail.blocks.IntegerBlock', (), {'default': 1, 'help_text': 'One to five.', 'label': 'how many files', 'max_value': 5, 'min_value': 1}), 21: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 2), ('category_of_data', 11), ('accepts', 19), ('max_files', 20)]], {}), 22: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ul'], 'label': 'text'}), 23: ('wagtail.blocks.StructBlock', [[('text', 22)]], {}), 24: ('wagtail.blocks.StreamBlock', [[('organisation', 3), ('country', 3), ('email', 5), ('phone', 7), ('message', 3), ('line', 12), ('choice', 15), ('choices', 15), ('date', 12), ('number', 18), ('file', 21), ('text', 23)]], {'help_text': 'Visitors who choose something else are not asked, and what they wrote there is not kept.', 'label': 'When this is chosen, also ask', 'required': False}), 25: ('wagtail.blocks.StructBlock', [[('label', 13), ('ask', 24)]], {}), 26: ('wagtail.blocks.ListBlock', (25,), {'label': 'answers to choose from', 'min_num': 2}), 27: ('wagtail.blocks.StructBlock', [[('label', 0), ('help', 1), ('requirement', 2), ('category_of_data', 11), ('choices', 26)]], {}), 28: ('wagtail.blocks.ChoiceBlock', [], {'choices': leads.forms.field_blocks.consent.consent_purposes, 'help_text': 'What the visitor may consent to. The words beside the box are the released ones, in each language; the box is empty and may stay empty (Art. 7 GDPR).', 'label': 'purpose'}), 29: ('wagtail.blocks.StructBlock', [[('purpose', 28)]], {}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 31: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ul'], 'label': 'text', 'required': False}), 32: ('wagtail.blocks.StructBlock', [[('title', 30), ('text', 31)]], {}), 33: ('leads.forms.field_blocks.notice.NoticeBlock', (), {})}, verbose_name='fields')),
                ('submit_label', models.CharField(max_length=40, verbose_name='button')),
                ('thanks_title', models.CharField(max_length=120, verbose_name='thanks: heading')),
                ('thanks', wagtail.fields.RichTextField(help_text='What happens next, and when.', verbose_name='thanks: text')),
                ('receipt_subject', models.CharField(blank=True, help_text='Of the e-mail to the visitor; the reference is added. Empty: “We received your message”.', max_length=120, verbose_name='receipt: subject')),
                ('receipt_text', wagtail.fields.RichTextField(blank=True, help_text='Empty: the text of the thanks page. What the visitor wrote is never repeated in it.', verbose_name='receipt: text')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('purpose', models.ForeignKey(blank=True, help_text='Why the answers are used. It decides what the form may ask and how long answers are kept.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='forms', to='privacy_register.purpose', verbose_name='purpose')),
            ],
            options={
                'verbose_name': 'form',
                'verbose_name_plural': 'forms',
                'ordering': ['name', 'locale_id'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, verbose_name='address')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('schema', models.JSONField(verbose_name='fields')),
                ('texts', models.JSONField(verbose_name='texts')),
                ('purposes', models.JSONField(verbose_name='purposes')),
                ('release_number', models.PositiveIntegerField(verbose_name='policy version')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('created_at', models.DateTimeField(verbose_name='published on')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='leads_forms.leadform', verbose_name='form')),
            ],
            options={
                'verbose_name': 'published form',
                'verbose_name_plural': 'published forms',
                'ordering': ['form_id', '-number'],
            },
        ),
        migrations.CreateModel(
            name='LiveForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60)),
                ('language', models.CharField(max_length=12)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='shown', to='leads_forms.formversion')),
            ],
        ),
        migrations.AddConstraint(
            model_name='formversion',
            constraint=models.UniqueConstraint(fields=('form', 'number'), name='forms_version_once_a_form'),
        ),
        migrations.AddConstraint(
            model_name='liveform',
            constraint=models.UniqueConstraint(fields=('slug', 'language'), name='forms_one_form_at_an_address'),
        ),
    ]
