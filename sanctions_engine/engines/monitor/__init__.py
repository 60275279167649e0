"""What a claim can change: the keys under which judgements read evidence, and the judgements that read under them."""
