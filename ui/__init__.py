"""Everything that knows Streamlit but isn't a page: state, filters, asks, acts, blocks, the shell."""
