"""Encrypted field, keyed hashes and signed tokens: a plain package without models."""
