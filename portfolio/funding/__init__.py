"""domain + scenario -> envelope (source x year), with a ledger line for every step."""
