"""Pages of rules in print: as lines for a terminal, and as the Markdown of the rulebook."""
