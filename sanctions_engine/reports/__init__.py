"""From findings to text, JSON, CSV and HTML; no logic."""
