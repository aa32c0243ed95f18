"""Measurements, printed by `make bench`; the tests hold query counts, this shows CPU."""
