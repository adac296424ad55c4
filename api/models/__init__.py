from api.models.key import UsedKey
from api.models.token import ApiToken
from api.models.webhook import Webhook, WebhookDelivery

__all__ = ["ApiToken", "UsedKey", "Webhook", "WebhookDelivery"]
