"""How well a trained model understands clients and recognises danger, measured on sentences it never saw."""
