from api.models.key import UsedKey
from api.models.token import ApiToken

__all__ = ["ApiToken", "UsedKey"]
