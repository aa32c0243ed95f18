"""What `make` calls: set-up, the supervisor of `make run`, checks, health checks."""
