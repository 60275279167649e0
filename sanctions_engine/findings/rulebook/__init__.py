"""What rules say, in words and rule text: one page for each rule, the same for a terminal and for the documentation."""
