"""From rule text to checked, typed rules."""
