"""The lints, one topic a module; `linting/table.py` lists them."""
