"""Doctests are looked for in every module; those of contenders that are not installed cannot be imported."""

from importlib.util import find_spec

NEEDS = {
    "supplies/polars_sums.py": "polars",
    "trade/durable_facts.py": "durable_rules_engine",
    "trade/openfisca_system.py": "openfisca_core",
    "trade/polars_join.py": "polars",
    "trade/rule_engine_rules.py": "rule_engine",
    "trade/zen_table.py": "zen",
}

collect_ignore = [file for file, module in NEEDS.items() if find_spec(module) is None]
