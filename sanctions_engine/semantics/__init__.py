"""What rules mean: truth, time, aggregates, the verdict table, law in force, the reference evaluator."""
