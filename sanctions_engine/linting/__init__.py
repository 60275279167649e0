"""What is wrong with rules that are well-formed: one small module a lint, one table of them."""
