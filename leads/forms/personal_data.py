"""Why forms hold no personal data of visitors."""

from privacy.personal_data.contract import exempt

exempt("leads_forms.LeadForm", "a form as editors write it")
exempt("leads_forms.FormVersion", "a form as it was published")
exempt("leads_forms.LiveForm", "which form is shown where")
exempt("leads_forms.FieldApproval", "words of a question, and which member of staff approved them")
