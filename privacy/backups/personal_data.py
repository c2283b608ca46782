"""The room's tables hold nothing about people."""

from privacy.register.personal_data import excuse

excuse("privacy_backups.Backup", "names, times and sizes of backups")
excuse("privacy_backups.Rehearsal", "counts of what a rehearsal found, never of whom")
