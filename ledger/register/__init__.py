"""Registers the ledger refers to: places, units, fund categories, standards, projects, people."""
