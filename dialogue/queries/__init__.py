from dialogue.queries.heard import Heard, heard_about

__all__ = ["Heard", "heard_about"]
