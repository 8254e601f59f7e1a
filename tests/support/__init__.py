"""What tests share: builders, hands, an oracle."""
