"""审计工作底稿: what the rules said of one book in a period, as a PDF and as a workbook."""
