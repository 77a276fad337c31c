"""The roadmap: when things happen, which gates release money, and what may go wrong."""
