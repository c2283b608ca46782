"""Notices of illegal content, orders and claims: decided with reasons, and what of whom was handed over (policy §2, §3.4)."""
