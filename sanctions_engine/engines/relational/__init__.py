"""Bulk evaluation: rules become a relational plan, the plan becomes SQL, and the database answers."""
