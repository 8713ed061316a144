"""Audit: rules over the ledger, the engine that runs them, the leads they raise."""
