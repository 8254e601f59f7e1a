"""Plotly figures: a frame of codes and numbers and the words in, a figure out."""
