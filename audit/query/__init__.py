"""The auditors' own queries: SQL over the audit views, kept by name, every run written down."""
