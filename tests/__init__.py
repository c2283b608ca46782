"""Proof: tests mirror the rooms; a name is a claim, its docstring names the requirement."""
