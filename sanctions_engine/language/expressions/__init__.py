"""Expressions: text to typed nodes, and back."""
