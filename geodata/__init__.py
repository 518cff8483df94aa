"""The data layer of the Afghanistan Incident Atlas."""
