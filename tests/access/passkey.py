"""A passkey, as a browser would have registered it."""

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


def register(person):
    """Give somebody a passkey that was made here."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    kept = AttestedCredentialData.create(Aaguid.NONE, b"a key of the tests", key)
    seen = AttestationObject.create("none", AuthenticatorData.create(b"0" * 32, flags, 0, kept), {})
    said = CollectedClientData.create("webauthn.create", b"0" * 32, "http://localhost")
    response = {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(seen)}
    id_ = websafe_encode(b"a key of the tests")
    credential = {
        "id": id_,
        "rawId": id_,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {},
    }
    data = {"name": "Key", "credential": credential}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)
