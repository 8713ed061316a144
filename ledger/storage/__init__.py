"""Where facts are kept: PostgreSQL, its tables, functions and logins, and the embedded server."""
