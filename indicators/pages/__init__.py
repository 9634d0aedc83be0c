"""What the pages show: figures put in order and into words, ready for the templates."""
