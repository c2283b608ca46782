"""The contract of every store of personal data, and the checks that none is missing."""
