"""`manage.py lint_policy`: everything that is unhealthy about the register and what it drives."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.register.lint import run_lint


class Command(BaseCommand):
    """Print every finding; exit with 1 when one would refuse a release (E3)."""

    help = "List what is unhealthy about the privacy register; exit status 1 when a release would be refused."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = run_lint()
        for finding in findings:
            mark = "refuses" if finding.blocking else ("waived" if finding.waived else "notes")
            language = f" [{finding.language}]" if finding.language else ""
            self.stdout.write(
                f"{mark}: {finding.code} {finding.subject}{language}\n    {finding.message} {finding.fix}"
            )
        blocking = sum(finding.blocking for finding in findings)
        if blocking:
            raise CommandError(f"{blocking} of {len(findings)} findings refuse the next release.", returncode=1)
        self.stdout.write(f"{len(findings)} findings, none refuses the next release.")
