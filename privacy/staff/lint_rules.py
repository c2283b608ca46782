"""Unhealthy: messages are collected that nobody may read (R67)."""
