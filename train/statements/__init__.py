"""Training of the statements model: from an annotated corpus to the weights that the package ships.

It imports the package (the input features must be the same); the package never imports it.
"""
