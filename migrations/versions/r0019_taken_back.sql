CREATE INDEX entry_taken_back ON sunledger.entry (book, of_year, of_number, of_entry) WHERE relation IN ('reverses', 'returns')
