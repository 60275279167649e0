"""The vocabulary in pydantic: States, instruments, norms, deadlines, facts, claims, verdicts, findings."""
