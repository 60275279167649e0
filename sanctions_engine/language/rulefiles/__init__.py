"""Rule files: documents to typed rules, changes and packs."""
