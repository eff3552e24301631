"""What the environment says of issuers and of mail, and what it may not say."""

import pytest

from backend.env import EnvironmentVariableError
from backend.issuers import Issuer, read_issuers
from backend.mail import read_mail

FIRST = {
    "OIDC_ISSUER": "https://id.house.example/",
    "OIDC_CLIENT_ID": "tutti",
    "OIDC_CLIENT_SECRET": "secret",
}


def test_an_issuer_needs_three_variables_and_lets_nobody_join_by_itself() -> None:
    assert read_issuers({}) == []
    assert read_issuers(FIRST) == [
        Issuer(
            key="sso",
            name="Single sign-on",
            address="https://id.house.example",
            client_id="tutti",
            client_secret="secret",  # noqa: S106 -- nobody's
            domains=(),
            role="VIEWER",
            products=("*",),
        )
    ]


def test_a_second_issuer_has_a_number() -> None:
    second = {f"{name}_2": word for name, word in FIRST.items()}
    more = {
        "OIDC_DOMAINS_2": "House.example, b.example",
        "OIDC_NAME_2": "B",
        "OIDC_ROLE_2": "owner",
    }

    _, issuer = read_issuers(FIRST | second | more)

    assert (issuer.key, issuer.name, issuer.role) == ("sso-2", "B", "OWNER")
    assert issuer.domains == ("house.example", "b.example")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"OIDC_CLIENT_SECRET": ""}, r"^OIDC_CLIENT_SECRET is not set"),
        ({"OIDC_ISSUER": "http://id.house.example"}, r"write an https:// address"),
        ({"OIDC_ROLE": "ADMIN"}, r"^OIDC_ROLE is 'ADMIN'; write one of VIEWER"),
    ],
)
def test_what_is_no_issuer_is_refused(change: dict[str, str], told: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=told):
        read_issuers(FIRST | change)


def test_mail_goes_where_the_address_says_and_else_nowhere() -> None:
    assert (
        read_mail("EMAIL_URL", source={})["EMAIL_BACKEND"].__str__().endswith("dummy.EmailBackend")
    )
    server = read_mail("EMAIL_URL", source={"EMAIL_URL": "smtp+tls://u:p@mail.house.example:587"})
    assert (server["EMAIL_HOST"], server["EMAIL_USE_TLS"]) == ("mail.house.example", True)


def test_an_address_of_no_mail_server_is_refused_without_being_told() -> None:
    with pytest.raises(EnvironmentVariableError, match=r"^EMAIL_URL is no smtp"):
        read_mail("EMAIL_URL", source={"EMAIL_URL": "https://u:p@mail.example"})
