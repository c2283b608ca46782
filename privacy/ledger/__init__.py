"""Subjects, and the append-only record of the basis for each use of their data."""
