"""What the CMS home says about the access review (E2): only that it is missing."""

from privacy.access.review import access_review
from privacy.cms.dashboard import home_line

home_line(order=8)(access_review.home_line)
