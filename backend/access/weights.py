"""What fields weigh when a document is measured, where it is more than the objects they show."""

from typing import Final

# What a field takes to work out, in objects, by the type that it leads to.
WORK: Final = {
    "Roadmap": 1_000,
    "GroupAlignment": 100,
    "Conversation": 20,
    "WillingnessToPay": 10,
    "SimilarFeature": 50,
    "QuotedInsight": 20,
    "InsightCount": 5,
    "Lift": 5,
    "AlignmentDifference": 100,
}
# The same by type and field, where the type that it leads to is cheap elsewhere.
EFFORTS: Final = {
    ("Feature", "alignmentAt"): 50,
    ("Product", "willingnessToPay"): 300,
}
# How long the lists are taken to be that have no pages, by type and field.
LENGTHS: Final = {
    ("Purchase", "features"): 20,
    ("Purchase", "groups"): 20,
    ("GroupAlignment", "groups"): 20,
    ("GroupAlignment", "rows"): 20,
    ("WillingnessToPay", "groups"): 20,
    ("WillingnessToPay", "distribution"): 10,
    ("GroupWillingness", "distribution"): 10,
    ("Query", "similarFeatures"): 5,
    ("Product", "insightCounts"): 50,
    ("Feature", "insightCounts"): 20,
    ("Product", "excites"): 10,
    ("Product", "bothers"): 10,
    ("Feature", "excites"): 5,
    ("Feature", "bothers"): 5,
    ("AlignmentDifference", "groups"): 20,
    ("Conversation", "accounts"): 10,
    ("Conversation", "people"): 10,
    ("Product", "conversations"): 10,
    ("Feature", "conversations"): 3,
}
