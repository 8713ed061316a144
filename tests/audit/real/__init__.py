"""The 95 published findings, each as a story in a small ledger, and which rules raise it."""
