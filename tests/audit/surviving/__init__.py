"""Why may mutants survive? One file a family of rules; survivors.py puts them together."""
