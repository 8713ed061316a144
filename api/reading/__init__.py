"""What the API and the pages show: one file a subject, SQL in, frozen rows out, reach checked."""
