"""Encrypted fields, keyed hashes, signed tokens and append-only tables: a plain package without models."""
