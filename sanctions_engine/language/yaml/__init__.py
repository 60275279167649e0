"""YAML with places: text to documents, and documents to pydantic models."""
