"""Retention rules executed, and the schedule that executes them."""
