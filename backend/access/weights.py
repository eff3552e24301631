"""What fields weigh when a document is measured, where it is more than the objects they show."""

from typing import Final

# What a field takes to work out, in objects, by the type that it leads to.
WORK: Final = {
    "Roadmap": 1_000,
    "PersonalData": 1_000,  # it looks for somebody's names in all texts
    "GroupAlignment": 100,
    "Conversation": 20,
    "RallyCandidate": 20,
    "Brief": 50,
    "DecisionSince": 5,
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
    ("Product", "willingnessToPay"): 100,
    ("Feature", "timeline"): 20,
    ("Product", "stageFlow"): 20,
    ("Objective", "alignment"): 10,
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
    ("Product", "rallyList"): 10,
    ("RallyCandidate", "steps"): 3,
    ("RallyStep", "accounts"): 10,
    ("RallyStep", "people"): 10,
    ("Decision", "grounds"): 5,
    ("Brief", "standings"): 5,
    ("Brief", "backers"): 5,
    ("Brief", "objectors"): 5,
    ("Brief", "objectives"): 5,
    ("Brief", "commitments"): 5,
    ("Brief", "insights"): 3,
    ("Brief", "quotes"): 4,
    ("Brief", "moves"): 2,
    ("Brief", "asks"): 5,
    ("Product", "stageFlow"): 9,
    ("Product", "teamDuties"): 20,
    ("TeamDuties", "silent"): 5,
    ("TeamDuties", "stated"): 5,
    ("TeamDuties", "acknowledged"): 5,
    ("Objective", "teams"): 20,
    ("ObjectiveAlignment", "groups"): 20,
    ("Feature", "nextStages"): 8,
    ("Feature", "timeInStages"): 9,
    ("Feature", "conversations"): 3,
}
