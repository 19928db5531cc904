"""Reports of meeting and ticket services: each is a declared table (see `sna.load.tables`), Teams a few of them."""
