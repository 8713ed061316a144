"""Books: vouchers are drafted, approved, posted, traced and verified here."""
