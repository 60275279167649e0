"""From outcomes to findings: proofs, perspectives, pleas, timelines, comparison."""
