"""The media types of what people take along."""

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
GZIP = "application/gzip"
JSONL = "application/x-ndjson"
HTML = "text/html"
MARKDOWN = "text/markdown"
