"""The front end of the Afghanistan Incident Atlas."""
