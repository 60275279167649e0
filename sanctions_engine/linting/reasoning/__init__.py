"""Whether a condition can ever hold: what follows from the text of a rule alone, whatever the evidence."""
