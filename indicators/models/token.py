"""Keys to the API: made by a person for a program, shown once, kept as a hash."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(days=366)
# A program asks many times a minute: its last use is noted once in so long.
_NOTED_EVERY = timedelta(minutes=1)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Reads of the keys."""

    def valid(self) -> Self:
        """Those that open: not past, not withdrawn, of an account that is in use."""
        return self.filter(
            expires_at__gt=timezone.now(), revoked_at__isnull=True, user__is_active=True
        )


class ApiToken(models.Model):
    """A key that acts with the rights of its owner, whatever they are that day.

    The secret has 256 random bits, so a plain SHA-256 of it cannot be turned back; only
    that is kept. Its first letters stay readable, to tell one key from another.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="api_tokens",
        verbose_name=_("owner"),
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("Which program uses it, and where.")
    )
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("opens until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")),
                name="apitoken_opens_for_a_while",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def make(
        cls, *, user: User, name: str, lasts: timedelta = LONGEST
    ) -> tuple["ApiToken", str]:
        """A new key and its secret, which is nowhere to be had afterwards."""
        secret = f"coso_{secrets.token_urlsafe(32)}"
        token = cls.objects.create(
            user=user,
            name=name,
            prefix=secret[:12],
            digest=digest_of(secret),
            expires_at=timezone.now() + lasts,
        )
        return token, secret

    @property
    def opens(self) -> bool:
        """Whether it is of use today."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    def note_use(self) -> None:
        """Say when it was last used."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > _NOTED_EVERY:
            ApiToken.objects.filter(pk=self.pk).update(last_used_at=now)

    def withdraw(self) -> None:
        """From now on it opens nothing."""
        ApiToken.objects.filter(pk=self.pk, revoked_at__isnull=True).update(
            revoked_at=timezone.now()
        )


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
