"""How projects keep pace with their plan: lag, lights, whose clock, catch-up. Computed, never stored."""
