"""What screens and papers draw alike: where the labels of a drawing stand."""
