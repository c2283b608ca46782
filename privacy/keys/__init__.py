"""Encrypted fields, keyed hashes, signed tokens, counters and append-only tables: a plain package without models."""
