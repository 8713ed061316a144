"""Files in: checked rows, plans of vouchers and reports; nothing half imported, nothing lost."""
