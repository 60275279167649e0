"""Tools for those who write rules: what the cases of a pack exercise, and which slips of the pen they notice."""
