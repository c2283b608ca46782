"""Dates and numbers, where Django's own habits are not ours."""
