"""What fields weigh when a document is measured, where it is more than the objects they show."""

from typing import Final

# What a field takes to work out, in objects, by the type that it leads to.
WORK: Final = {
    "Roadmap": 1_000,
    "PersonalData": 1_000,  # it looks for somebody's names in all texts
    "GroupAlignment": 100,
    "Conversation": 20,
    "WillingnessToPay": 10,
    "Lift": 5,
    "AlignmentDifference": 100,
}
# The same by type and field, where the type that it leads to is cheap elsewhere.
EFFORTS: Final = {
    ("Feature", "alignmentAt"): 50,
}
# How long the lists are taken to be that have no pages, by type and field.
LENGTHS: Final = {
    ("Purchase", "features"): 20,
    ("Purchase", "groups"): 20,
    ("GroupAlignment", "groups"): 20,
    ("GroupAlignment", "rows"): 20,
    ("WillingnessToPay", "groups"): 20,
    ("AlignmentDifference", "groups"): 20,
    ("Conversation", "accounts"): 10,
    ("Conversation", "people"): 10,
    ("Product", "conversations"): 10,
    ("Feature", "conversations"): 3,
}
