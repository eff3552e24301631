/* eslint-disable */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Date (isoformat) */
  Date: { input: string; output: string; }
  /** Date with time (isoformat) */
  DateTime: { input: string; output: string; }
  /** Decimal (fixed-point) */
  Decimal: { input: string; output: string; }
  /** The `JSON` scalar type represents JSON values as specified by [ECMA-404](https://ecma-international.org/wp-content/uploads/ECMA-404_2nd_edition_december_2017.pdf). */
  JSON: { input: unknown; output: unknown; }
};

/** Which accounts to list: those that meet every condition given. */
export type AccountFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<AccountFilter>>;
  /** What it is worth in a year: the weight of its voice. 0 is heard but weighs nothing. */
  annualValue?: InputMaybe<DecimalComparison>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** ISO 4217 code of the annual value; all accounts share one currency. */
  currency?: InputMaybe<TextComparison>;
  /** Its internet domain, such as an.example. */
  domain?: InputMaybe<TextComparison>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** Accounts that anybody speaks through, or that nobody does. */
  hasPeople?: InputMaybe<Scalars['Boolean']['input']>;
  /** Accounts of which anybody has stated a preference about this feature. */
  heardAbout?: InputMaybe<Scalars['ID']['input']>;
  /** Short and stable: names the account. */
  key?: InputMaybe<TextComparison>;
  /** What people call it. */
  name?: InputMaybe<TextComparison>;
  /** And not this. */
  not?: InputMaybe<AccountFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<AccountFilter>>;
  /** Holding each of these words, up to 20, in name, key or domain. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Accounts in this segment. */
  segment?: InputMaybe<Scalars['ID']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What accounts can be sorted by. */
export type AccountOrder =
  /** By annual value, smallest first; empty values last. */
  | 'ANNUAL_VALUE_ASC'
  /** By annual value, greatest first; empty values last. */
  | 'ANNUAL_VALUE_DESC'
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By key, smallest first; empty values last. */
  | 'KEY_ASC'
  /** By key, greatest first; empty values last. */
  | 'KEY_DESC'
  /** By name, smallest first; empty values last. */
  | 'NAME_ASC'
  /** By name, greatest first; empty values last. */
  | 'NAME_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** Which objective was achieved, and when. */
export type AchieveObjectiveInput = {
  /** When it was achieved; empty while it is not. Now, or as before, when left out. */
  achievedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the objective. */
  objective: Scalars['ID']['input'];
};

/** Which team stands by what it contributes to which objective. */
export type AcknowledgeObjectiveInput = {
  /** Who stands by it for the team. Whoever asks, when left out. */
  acknowledgedBy?: InputMaybe<Scalars['String']['input']>;
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the objective. */
  objective: Scalars['ID']['input'];
  /** What the team will do, in a sentence. As it was stated, when left out. */
  statement?: InputMaybe<Scalars['String']['input']>;
  /** The id of the team. */
  team: Scalars['ID']['input'];
};

/** Who has a voice again. */
export type ActivateStakeholderInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the person. */
  stakeholder: Scalars['ID']['input'];
};

/** Who speaks for which feature. */
export type AddChampionInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of what they speak for. */
  feature: Scalars['ID']['input'];
  /** The day since which they have done so. Today, or as before, when left out. */
  sinceDate?: InputMaybe<Scalars['Date']['input']>;
  /** The id of whoever speaks. */
  stakeholder: Scalars['ID']['input'];
};

/** What shows which preference: a quote, a link or an insight. */
export type AddEvidenceInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of what it is about. */
  feature: Scalars['ID']['input'];
  /** The insight it is part of. The id of an insight about the feature's product. */
  insight?: InputMaybe<Scalars['ID']['input']>;
  /** When it was said. As it is known, when left out. */
  occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What was said, word for word. */
  quote?: InputMaybe<Scalars['String']['input']>;
  /** The id of whoever holds the preference. */
  stakeholder: Scalars['ID']['input'];
  /** Where to read or hear it. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** Which alignment changes to list: those that meet every condition given. */
export type AlignmentChangeFilter = {
  /** Who or what caused it. */
  actor?: InputMaybe<TextComparison>;
  /** All of these as well. */
  and?: InputMaybe<Array<AlignmentChangeFilter>>;
  /** How many groups clearly stand behind it. */
  backingGroups?: InputMaybe<IntComparison>;
  /** What made it move. */
  cause?: InputMaybe<CauseComparison>;
  /** At least one group clearly backs it and one clearly objects. */
  contested?: InputMaybe<Scalars['Boolean']['input']>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Score over mean support, 0..1: 1 when all groups stand equally. */
  evenness?: InputMaybe<FloatComparison>;
  /** The score over segments only, 0..100. */
  external?: InputMaybe<FloatComparison>;
  /** Changes of this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Changes since which anybody was heard, or since which nobody was. */
  heard?: InputMaybe<Scalars['Boolean']['input']>;
  /** From how many groups there is evidence. */
  heardGroups?: InputMaybe<IntComparison>;
  /** Upper end of the score's interval, 0..100. */
  high?: InputMaybe<FloatComparison>;
  /** The score over teams only, 0..100. */
  internal?: InputMaybe<FloatComparison>;
  /** Lower end of the score's interval; lists sort by it. */
  low?: InputMaybe<FloatComparison>;
  /** And not this. */
  not?: InputMaybe<AlignmentChangeFilter>;
  /** How many groups clearly stand against it. */
  objectingGroups?: InputMaybe<IntComparison>;
  /** One of these as well. */
  or?: InputMaybe<Array<AlignmentChangeFilter>>;
  /** Disagreement between groups beyond noise, 0..1. */
  polarization?: InputMaybe<FloatComparison>;
  /** Changes of features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Groups with less than half of the say have been heard. */
  provisional?: InputMaybe<Scalars['Boolean']['input']>;
  /** Share of the voices that were heard, each group alike, 0..1. */
  reach?: InputMaybe<FloatComparison>;
  /** Annual value of the accounts whose mean stance is above neutral. */
  revenue?: InputMaybe<DecimalComparison>;
  /** Mean support of all groups, marked down where uneven, 0..100. */
  score?: InputMaybe<FloatComparison>;
  /** The tool or occasion it came through. */
  source?: InputMaybe<TextComparison>;
  /** How many voices were heard. */
  voices?: InputMaybe<IntComparison>;
};

/** What alignment changes can be sorted by. */
export type AlignmentChangeOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By low, smallest first; empty values last. */
  | 'LOW_ASC'
  /** By low, greatest first; empty values last. */
  | 'LOW_DESC';

/** What an insight bears on too. */
export type AttachInsightInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The ids of features of its product; the others stay. */
  features: Array<Scalars['ID']['input']>;
  /** The id of the insight. */
  insight: Scalars['ID']['input'];
};

/** What is asked of an audience. */
export type BriefAskKind =
  /** Stand by what was written down that they contribute. */
  | 'ACKNOWLEDGE'
  /** Name somebody who speaks for it. */
  | 'CHAMPION'
  /** Say what they contribute to the objectives that it serves. */
  | 'CONTRIBUTE'
  /** Tell what would have to change for them to come along. */
  | 'EXPLAIN'
  /** Say where they stand, who have said nothing yet. */
  | 'SPEAK';

/** Whom a brief is for: one group, or all of a kind; give one of both. */
export type BriefAudience = {
  /** The id of a group. */
  group?: InputMaybe<Scalars['ID']['input']>;
  /** All teams, or all customer segments, that have a say. */
  kind?: InputMaybe<GroupKind>;
};

/** How to compare: every condition given has to hold. */
export type ByGroup = {
  /** By this group. */
  group?: InputMaybe<Scalars['ID']['input']>;
};

/** How to compare: every condition given has to hold. */
export type ByGroupAccountStakeholder = {
  /** By this account. */
  account?: InputMaybe<Scalars['ID']['input']>;
  /** By this group. */
  group?: InputMaybe<Scalars['ID']['input']>;
  /** By this stakeholder. */
  stakeholder?: InputMaybe<Scalars['ID']['input']>;
};

/** What made a score move. */
export type Cause =
  /** A person was erased on request. */
  | 'ERASURE'
  /** People or accounts came, went, moved or weigh otherwise. */
  | 'MEMBERSHIP'
  /** A feature was merged into another, or taken out again. */
  | 'MERGE'
  /** Preferences were stated or withdrawn. */
  | 'PREFERENCES'
  /** Everything was counted anew. */
  | 'RECOUNT'
  /** A reference weight was changed. */
  | 'REFERENCE'
  /** A group gained or lost its say in the product. */
  | 'SAY';

/** How to compare: every condition given has to hold. */
export type CauseComparison = {
  /** Equal to this. */
  exact?: InputMaybe<Cause>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<Cause>>;
};

/** Which champions to list: those that meet every condition given. */
export type ChampionFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<ChampionFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Champions of this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** And not this. */
  not?: InputMaybe<ChampionFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<ChampionFilter>>;
  /** Champions of features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** The day since which they have done so. */
  sinceDate?: InputMaybe<DateComparison>;
  /** What this person speaks for. */
  stakeholder?: InputMaybe<Scalars['ID']['input']>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What champions can be sorted by. */
export type ChampionOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By since date, smallest first; empty values last. */
  | 'SINCE_DATE_ASC'
  /** By since date, greatest first; empty values last. */
  | 'SINCE_DATE_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** What to do with the copy of a row that somebody keeps elsewhere. */
export type ChangeAction =
  /** Deleted. */
  | 'DELETE'
  /** Created or changed. */
  | 'UPSERT';

/** What kind of row a change is about. */
export type ChangeNoun =
  /** Account. */
  | 'ACCOUNT'
  /** Champion. */
  | 'CHAMPION'
  /** Commitment. */
  | 'COMMITMENT'
  /** Decision. */
  | 'DECISION'
  /** Evidence. */
  | 'EVIDENCE'
  /** Feature. */
  | 'FEATURE'
  /** Group. */
  | 'GROUP'
  /** Insight. */
  | 'INSIGHT'
  /** Merge. */
  | 'MERGE'
  /** Objective. */
  | 'OBJECTIVE'
  /** Outreach. */
  | 'OUTREACH'
  /** Preference. */
  | 'PREFERENCE'
  /** Product. */
  | 'PRODUCT'
  /** Reference weight. */
  | 'REFERENCE_WEIGHT'
  /** Score. */
  | 'SCORE'
  /** Stage change. */
  | 'STAGE_CHANGE'
  /** Stakeholder. */
  | 'STAKEHOLDER';

/** What a team contributes to an objective, in a sentence. */
export type CommitToObjectiveInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the objective. */
  objective: Scalars['ID']['input'];
  /** What the team will do, in a sentence. */
  statement: Scalars['String']['input'];
  /** The id of the team. */
  team: Scalars['ID']['input'];
};

/** Which commitments to list: those that meet every condition given. */
export type CommitmentFilter = {
  /** When they said so; empty while nobody has. */
  acknowledgedAt?: InputMaybe<OptionalDateTimeComparison>;
  /** Who stands by it for the team. */
  acknowledgedBy?: InputMaybe<TextComparison>;
  /** All of these as well. */
  and?: InputMaybe<Array<CommitmentFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** And not this. */
  not?: InputMaybe<CommitmentFilter>;
  /** Commitments to this objective. */
  objective?: InputMaybe<Scalars['ID']['input']>;
  /** One of these as well. */
  or?: InputMaybe<Array<CommitmentFilter>>;
  /** Commitments to objectives of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** What the team will do, in a sentence. */
  statement?: InputMaybe<LongTextComparison>;
  /** Commitments of this team. */
  team?: InputMaybe<Scalars['ID']['input']>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What commitments can be sorted by. */
export type CommitmentOrder =
  /** By acknowledged at, smallest first; empty values last. */
  | 'ACKNOWLEDGED_AT_ASC'
  /** By acknowledged at, greatest first; empty values last. */
  | 'ACKNOWLEDGED_AT_DESC'
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** How far a team has committed itself to an objective. */
export type CommitmentStanding =
  /** Somebody stands by it for the team. */
  | 'ACKNOWLEDGED'
  /** Has not said what it contributes. */
  | 'SILENT'
  /** Has said what it contributes, and nobody stands by it yet. */
  | 'STATED';

/** What a new token is for. */
export type CreateTokenInput = {
  /** In all products, also in those to come, in place of `products`. */
  allProducts?: Scalars['Boolean']['input'];
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** From when on it is refused; empty: never. In 90 days, when left out; never, when null. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What it is for, in words. */
  name: Scalars['String']['input'];
  /** The keys of the products where it may do so. */
  products?: Array<Scalars['String']['input']>;
  /** What it may do. */
  scopes: Array<TokenScope>;
};

/** How to compare: every condition given has to hold. */
export type DateComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Date']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Date']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Date']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Date']['input']>;
};

/** How to compare: every condition given has to hold. */
export type DateTimeComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['DateTime']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['DateTime']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Whose voice is taken away for a while. */
export type DeactivateStakeholderInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the person. */
  stakeholder: Scalars['ID']['input'];
};

/** What is chosen about a feature, and why. */
export type DecideInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** When it was decided. Now, when left out. One made earlier keeps the backing of then, and moves nothing. */
  decidedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Who decided. Whoever asks, when left out. */
  decidedBy?: InputMaybe<Scalars['String']['input']>;
  /** Its id in that tool; source and external id together are unique. With it, deciding twice is deciding once. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the feature. */
  feature: Scalars['ID']['input'];
  /** The insights it rests on. Their ids. */
  insights?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** What is chosen. */
  outcome: DecisionOutcome;
  /** What this is expected to bring, so that it can be judged. */
  promise?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words that the losing side can follow. */
  rationale: Scalars['String']['input'];
  /** The day on which to compare the promise with the result. */
  reviewOn?: InputMaybe<Scalars['Date']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
};

/** How to compare: every condition given has to hold. */
export type DecimalComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Decimal']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Decimal']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Decimal']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Decimal']['input']>;
};

/** Which decisions to list: those that meet every condition given. */
export type DecisionFilter = {
  /** Whether it went against the backing: committed to what fewer stand behind than the line, or gave up what surely more stand behind. */
  againstBacking?: InputMaybe<Scalars['Boolean']['input']>;
  /** All of these as well. */
  and?: InputMaybe<Array<DecisionFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** When it was decided. */
  decidedAt?: InputMaybe<DateTimeComparison>;
  /** Who decided. */
  decidedBy?: InputMaybe<TextComparison>;
  /** Decisions to be reviewed on this day or before it, and not reviewed yet. */
  dueBy?: InputMaybe<Scalars['Date']['input']>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** Decisions about this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Upper end of its interval, 0..100. */
  high?: InputMaybe<OptionalFloatComparison>;
  /** Decisions that rest on this insight. */
  insight?: InputMaybe<Scalars['ID']['input']>;
  /** Lower end of its interval, 0..100. */
  low?: InputMaybe<OptionalFloatComparison>;
  /** And not this. */
  not?: InputMaybe<DecisionFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<DecisionFilter>>;
  /** What was chosen. */
  outcome?: InputMaybe<DecisionOutcomeComparison>;
  /** Decisions about features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** What this is expected to bring, so that it can be judged. */
  promise?: InputMaybe<LongTextComparison>;
  /** Its place among the open features of the product then. */
  rank?: InputMaybe<OptionalIntComparison>;
  /** Why, in words that the losing side can follow. */
  rationale?: InputMaybe<LongTextComparison>;
  /** The day on which to compare the promise with the result. */
  reviewOn?: InputMaybe<OptionalDateComparison>;
  /** Decisions of which the outcome was noted beside the promise, or was not. */
  reviewed?: InputMaybe<Scalars['Boolean']['input']>;
  /** The alignment score then, 0..100; empty when unheard. */
  score?: InputMaybe<OptionalFloatComparison>;
  /** Holding each of these words, up to 20, in rationale, promise or outcome note. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What decisions can be sorted by. */
export type DecisionOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By decided at, smallest first; empty values last. */
  | 'DECIDED_AT_ASC'
  /** By decided at, greatest first; empty values last. */
  | 'DECIDED_AT_DESC'
  /** By review on, smallest first; empty values last. */
  | 'REVIEW_ON_ASC'
  /** By review on, greatest first; empty values last. */
  | 'REVIEW_ON_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** What can be chosen about a feature. */
export type DecisionOutcome =
  /** Commit. */
  | 'COMMIT'
  /** Decline. */
  | 'DECLINE'
  /** Defer. */
  | 'DEFER'
  /** Retire. */
  | 'RETIRE';

/** How to compare: every condition given has to hold. */
export type DecisionOutcomeComparison = {
  /** Equal to this. */
  exact?: InputMaybe<DecisionOutcome>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<DecisionOutcome>>;
};

/** What an insight bears on no more. */
export type DetachInsightInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The ids of features; the others stay. */
  features: Array<Scalars['ID']['input']>;
  /** The id of the insight. */
  insight: Scalars['ID']['input'];
};

/** Who is erased. */
export type EraseStakeholderInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the person. */
  stakeholder: Scalars['ID']['input'];
};

/** Which evidence to list: those that meet every condition given. */
export type EvidenceFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<EvidenceFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Evidence of preferences about this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Evidence that is part of this insight. */
  insight?: InputMaybe<Scalars['ID']['input']>;
  /** And not this. */
  not?: InputMaybe<EvidenceFilter>;
  /** When it was said. */
  occurredAt?: InputMaybe<OptionalDateTimeComparison>;
  /** One of these as well. */
  or?: InputMaybe<Array<EvidenceFilter>>;
  /** Evidence of this preference. */
  preference?: InputMaybe<Scalars['ID']['input']>;
  /** What was said, word for word. */
  quote?: InputMaybe<LongTextComparison>;
  /** Evidence of this person's preferences. */
  stakeholder?: InputMaybe<Scalars['ID']['input']>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
  /** Where to read or hear it. */
  url?: InputMaybe<TextComparison>;
};

/** What evidence can be sorted by. */
export type EvidenceOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By occurred at, smallest first; empty values last. */
  | 'OCCURRED_AT_ASC'
  /** By occurred at, greatest first; empty values last. */
  | 'OCCURRED_AT_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** How preferences about a product are gathered, and so what silence means. */
export type Exposure =
  /** Asked: people are shown features and may take any stance. */
  | 'ASKED'
  /** Up-votes only: who saw a feature and passed on is unknown. */
  | 'UP_VOTES';

/** How to compare: every condition given has to hold. */
export type ExposureComparison = {
  /** Equal to this. */
  exact?: InputMaybe<Exposure>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<Exposure>>;
};

/** Which features to list: those that meet every condition given. */
export type FeatureFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<FeatureFilter>>;
  /** Features that this group clearly stands behind. */
  backedBy?: InputMaybe<ByGroup>;
  /** How many groups clearly stand behind it. */
  backingGroups?: InputMaybe<IntComparison>;
  /** Features that this person speaks for. */
  champion?: InputMaybe<Scalars['ID']['input']>;
  /** Features that one group backs and one objects to. */
  contested?: InputMaybe<Scalars['Boolean']['input']>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** What it would take, in person-weeks; empty while nobody has estimated it. */
  effort?: InputMaybe<OptionalDecimalComparison>;
  /** Score over mean support, 0..1: 1 when all groups stand equally. */
  evenness?: InputMaybe<FloatComparison>;
  /** Up-votes only: nobody knows who saw it and passed on, so support reads high. */
  exposureUnknown?: InputMaybe<Scalars['Boolean']['input']>;
  /** The score over segments only, 0..100. */
  external?: InputMaybe<FloatComparison>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** Features that anybody speaks for, or that nobody does. */
  hasChampion?: InputMaybe<Scalars['Boolean']['input']>;
  /** Features about which anything was decided, or nothing. */
  hasDecision?: InputMaybe<Scalars['Boolean']['input']>;
  /** Features that any insight bears on, or that none does. */
  hasInsight?: InputMaybe<Scalars['Boolean']['input']>;
  /** Features that serve any objective, or that serve none. */
  hasObjective?: InputMaybe<Scalars['Boolean']['input']>;
  /** Features about which anybody has spoken. */
  heard?: InputMaybe<Scalars['Boolean']['input']>;
  /** Features about which this group gave evidence. Features about which anybody of this account has stated a preference. Features about which this person has stated a preference. */
  heardBy?: InputMaybe<ByGroupAccountStakeholder>;
  /** From how many groups there is evidence. */
  heardGroups?: InputMaybe<IntComparison>;
  /** Upper end of the score's interval, 0..100. */
  high?: InputMaybe<FloatComparison>;
  /** Features that this insight bears on. */
  insight?: InputMaybe<Scalars['ID']['input']>;
  /** The score over teams only, 0..100. */
  internal?: InputMaybe<FloatComparison>;
  /** Names the feature within its product. */
  key?: InputMaybe<TextComparison>;
  /** Lower end of the score's interval; lists sort by it. */
  low?: InputMaybe<FloatComparison>;
  /** Features that reach at least this share, 0..1. */
  minReach?: InputMaybe<Scalars['Float']['input']>;
  /** What people call it. */
  name?: InputMaybe<TextComparison>;
  /** And not this. */
  not?: InputMaybe<FeatureFilter>;
  /** Features in which this group has a say, and about which it gave no evidence. */
  notHeardBy?: InputMaybe<ByGroup>;
  /** Features that this group clearly stands against. */
  objectedBy?: InputMaybe<ByGroup>;
  /** How many groups clearly stand against it. */
  objectingGroups?: InputMaybe<IntComparison>;
  /** Features that serve this objective. */
  objective?: InputMaybe<Scalars['ID']['input']>;
  /** Features that can still be chosen, or that cannot. */
  open?: InputMaybe<Scalars['Boolean']['input']>;
  /** One of these as well. */
  or?: InputMaybe<Array<FeatureFilter>>;
  /** Disagreement between groups beyond noise, 0..1. */
  polarization?: InputMaybe<FloatComparison>;
  /** Whose trouble it ends, and what that trouble is. */
  problem?: InputMaybe<LongTextComparison>;
  /** Features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Features of which less than half the say was heard. */
  provisional?: InputMaybe<Scalars['Boolean']['input']>;
  /** Share of the voices that were heard, each group alike, 0..1. */
  reach?: InputMaybe<FloatComparison>;
  /** Annual value of the accounts whose mean stance is above neutral. */
  revenue?: InputMaybe<DecimalComparison>;
  /** Mean support of all groups, marked down where uneven, 0..100. */
  score?: InputMaybe<FloatComparison>;
  /** Holding each of these words, up to 20, in name, key, summary or problem. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** Where it stands in its lifecycle; moved by a stage change, with a reason. */
  stage?: InputMaybe<FeatureStageComparison>;
  /** What it would do, in a sentence. */
  summary?: InputMaybe<LongTextComparison>;
  /** Features with this tag. */
  tag?: InputMaybe<Scalars['String']['input']>;
  /** Features with at least one of these tags. Features without a tag, or with any. */
  tags?: InputMaybe<ListComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
  /** How many voices were heard. */
  voices?: InputMaybe<IntComparison>;
};

/** What features can be sorted by. */
export type FeatureOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By effort, smallest first; empty values last. */
  | 'EFFORT_ASC'
  /** By effort, greatest first; empty values last. */
  | 'EFFORT_DESC'
  /** By evenness, smallest first; empty values last. */
  | 'EVENNESS_ASC'
  /** By evenness, greatest first; empty values last. */
  | 'EVENNESS_DESC'
  /** By high, smallest first; empty values last. */
  | 'HIGH_ASC'
  /** By high, greatest first; empty values last. */
  | 'HIGH_DESC'
  /** By key, smallest first; empty values last. */
  | 'KEY_ASC'
  /** By key, greatest first; empty values last. */
  | 'KEY_DESC'
  /** By low, smallest first; empty values last. */
  | 'LOW_ASC'
  /** By low, greatest first; empty values last. */
  | 'LOW_DESC'
  /** By name, smallest first; empty values last. */
  | 'NAME_ASC'
  /** By name, greatest first; empty values last. */
  | 'NAME_DESC'
  /** By polarization, smallest first; empty values last. */
  | 'POLARIZATION_ASC'
  /** By polarization, greatest first; empty values last. */
  | 'POLARIZATION_DESC'
  /** By reach, smallest first; empty values last. */
  | 'REACH_ASC'
  /** By reach, greatest first; empty values last. */
  | 'REACH_DESC'
  /** By revenue, smallest first; empty values last. */
  | 'REVENUE_ASC'
  /** By revenue, greatest first; empty values last. */
  | 'REVENUE_DESC'
  /** By score, smallest first; empty values last. */
  | 'SCORE_ASC'
  /** By score, greatest first; empty values last. */
  | 'SCORE_DESC'
  /** By stage, smallest first; empty values last. */
  | 'STAGE_ASC'
  /** By stage, greatest first; empty values last. */
  | 'STAGE_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC'
  /** By voices, smallest first; empty values last. */
  | 'VOICES_ASC'
  /** By voices, greatest first; empty values last. */
  | 'VOICES_DESC';

/** Where a feature stands between the first idea and its end. */
export type FeatureStage =
  /** Conception. */
  | 'CONCEPTION'
  /** Declined. */
  | 'DECLINED'
  /** Development. */
  | 'DEVELOPMENT'
  /** Discovery. */
  | 'DISCOVERY'
  /** Growth. */
  | 'GROWTH'
  /** Launch. */
  | 'LAUNCH'
  /** Maturity. */
  | 'MATURITY'
  /** Sunset. */
  | 'SUNSET'
  /** Validation. */
  | 'VALIDATION';

/** How to compare: every condition given has to hold. */
export type FeatureStageComparison = {
  /** Equal to this. */
  exact?: InputMaybe<FeatureStage>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<FeatureStage>>;
};

/** How to compare: every condition given has to hold. */
export type FloatComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Float']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Float']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Float']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Float']['input']>;
};

/** Which groups to list: those that meet every condition given. */
export type GroupFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<GroupFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** Groups that gave evidence about this feature. */
  heardAbout?: InputMaybe<Scalars['ID']['input']>;
  /** Short and stable: names the group among those of its kind. */
  key?: InputMaybe<TextComparison>;
  /** A team of people inside, or a segment of customer accounts. */
  kind?: InputMaybe<GroupKindComparison>;
  /** What people call it. */
  name?: InputMaybe<TextComparison>;
  /** And not this. */
  not?: InputMaybe<GroupFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<GroupFilter>>;
  /** Groups that have a say in this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Holding each of these words, up to 20, in name or key. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What a group is made of. */
export type GroupKind =
  /** Segment: a kind of customer account. */
  | 'SEGMENT'
  /** Team: people inside. */
  | 'TEAM';

/** How to compare: every condition given has to hold. */
export type GroupKindComparison = {
  /** Equal to this. */
  exact?: InputMaybe<GroupKind>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<GroupKind>>;
};

/** What groups can be sorted by. */
export type GroupOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By key, smallest first; empty values last. */
  | 'KEY_ASC'
  /** By key, greatest first; empty values last. */
  | 'KEY_DESC'
  /** By kind, smallest first; empty values last. */
  | 'KIND_ASC'
  /** By kind, greatest first; empty values last. */
  | 'KIND_DESC'
  /** By name, smallest first; empty values last. */
  | 'NAME_ASC'
  /** By name, greatest first; empty values last. */
  | 'NAME_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** How much it matters; the stored number counts halves, so that sums stay whole. */
export type Importance =
  /** Critical. */
  | 'CRITICAL'
  /** Important. */
  | 'IMPORTANT'
  /** Nice to have. */
  | 'NICE_TO_HAVE';

/** How to compare: every condition given has to hold. */
export type ImportanceComparison = {
  /** Equal to this. */
  exact?: InputMaybe<Importance>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<Importance>>;
};

/** Which insights to list: those that meet every condition given. */
export type InsightFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<InsightFilter>>;
  /** What was said or seen, as near to the words as possible. */
  body?: InputMaybe<LongTextComparison>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** Insights that bear on this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Insights that any decision rests on, or none does. */
  hasDecision?: InputMaybe<Scalars['Boolean']['input']>;
  /** Insights that any preference cites as evidence, or that none does. */
  hasEvidence?: InputMaybe<Scalars['Boolean']['input']>;
  /** Insights that bear on any feature, or on none yet. */
  hasFeature?: InputMaybe<Scalars['Boolean']['input']>;
  /** Where it comes from. */
  kind?: InputMaybe<InsightKindComparison>;
  /** How the people behind it feel. */
  mood?: InputMaybe<MoodComparison>;
  /** And not this. */
  not?: InputMaybe<InsightFilter>;
  /** When it was said or seen; empty when unknown. */
  occurredAt?: InputMaybe<OptionalDateTimeComparison>;
  /** One of these as well. */
  or?: InputMaybe<Array<InsightFilter>>;
  /** Insights about this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Holding each of these words, up to 20, in title or body. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** The insight in one line. */
  title?: InputMaybe<TextComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
  /** Where to read the original. */
  url?: InputMaybe<TextComparison>;
};

/** Where an insight comes from. */
export type InsightKind =
  /** Competitive analysis. */
  | 'COMPETITIVE_ANALYSIS'
  /** Customer feedback. */
  | 'CUSTOMER_FEEDBACK'
  /** Internal. */
  | 'INTERNAL'
  /** Market trend. */
  | 'MARKET_TREND'
  /** Usage data. */
  | 'USAGE_DATA';

/** How to compare: every condition given has to hold. */
export type InsightKindComparison = {
  /** Equal to this. */
  exact?: InputMaybe<InsightKind>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<InsightKind>>;
};

/** What insights can be sorted by. */
export type InsightOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By occurred at, smallest first; empty values last. */
  | 'OCCURRED_AT_ASC'
  /** By occurred at, greatest first; empty values last. */
  | 'OCCURRED_AT_DESC'
  /** By title, smallest first; empty values last. */
  | 'TITLE_ASC'
  /** By title, greatest first; empty values last. */
  | 'TITLE_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** How to compare: every condition given has to hold. */
export type IntComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Int']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Int']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Int']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Int']['input']>;
};

/** Somebody to invite to a product. */
export type InviteInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Their e-mail address. */
  email: Scalars['String']['input'];
  /** The key of the product; it takes its owner to invite to it. */
  product: Scalars['String']['input'];
  /** What they become there; a higher role of theirs stays. */
  role?: Role;
};

/** How to compare: every condition given has to hold. */
export type ListComparison = {
  /** Holding at least one of these. */
  any?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Empty, or not empty. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** How to compare: every condition given has to hold. */
export type LongTextComparison = {
  /** Containing this, in capitals or not. */
  contains?: InputMaybe<Scalars['String']['input']>;
};

/** Two features that are one. */
export type MergeFeaturesInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the duplicate. */
  feature: Scalars['ID']['input'];
  /** The id of what it becomes part of. */
  into: Scalars['ID']['input'];
  /** Why the two are one. */
  reason?: Scalars['String']['input'];
};

/** Which merges to list: those that meet every condition given. */
export type MergeFilter = {
  /** Who merged them. */
  actor?: InputMaybe<TextComparison>;
  /** All of these as well. */
  and?: InputMaybe<Array<MergeFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Merges of this duplicate. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Merges into this feature. */
  into?: InputMaybe<Scalars['ID']['input']>;
  /** And not this. */
  not?: InputMaybe<MergeFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<MergeFilter>>;
  /** Why the two are one. */
  reason?: InputMaybe<LongTextComparison>;
  /** Merges that were undone, or that hold. */
  undone?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What merges can be sorted by. */
export type MergeOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By undone at, smallest first; empty values last. */
  | 'UNDONE_AT_ASC'
  /** By undone at, greatest first; empty values last. */
  | 'UNDONE_AT_DESC';

/** How the people behind an insight feel about it. */
export type Mood =
  /** Bothered. */
  | 'BOTHERED'
  /** Excited. */
  | 'EXCITED'
  /** Neutral. */
  | 'NEUTRAL';

/** How to compare: every condition given has to hold. */
export type MoodComparison = {
  /** Equal to this. */
  exact?: InputMaybe<Mood>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<Mood>>;
};

/** Where a feature is to stand, and why. */
export type MoveFeatureInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the feature. */
  feature: Scalars['ID']['input'];
  /** When it moved; a move may be written down later. Now, when left out; not before the last move. */
  movedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Why it moves. */
  reason: Scalars['String']['input'];
  /** Where it is to stand. */
  stage: FeatureStage;
};

/** Which news to list: those that meet every condition given. */
export type NewsFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<NewsFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** News of this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** News for people whose voice counted in this group. */
  group?: InputMaybe<Scalars['ID']['input']>;
  /** And not this. */
  not?: InputMaybe<NewsFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<NewsFilter>>;
  /** News of features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** News of this move. */
  stageChange?: InputMaybe<Scalars['ID']['input']>;
  /** News for this person. */
  stakeholder?: InputMaybe<Scalars['ID']['input']>;
};

/** What news can be sorted by. */
export type NewsOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC';

/** Which objectives to list: those that meet every condition given. */
export type ObjectiveFilter = {
  /** When it was achieved; empty while it is not. */
  achievedAt?: InputMaybe<OptionalDateTimeComparison>;
  /** All of these as well. */
  and?: InputMaybe<Array<ObjectiveFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** Objectives that this feature serves. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Objectives that any feature serves, or that none does. */
  hasFeature?: InputMaybe<Scalars['Boolean']['input']>;
  /** Names the objective within its product. */
  key?: InputMaybe<TextComparison>;
  /** And not this. */
  not?: InputMaybe<ObjectiveFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<ObjectiveFilter>>;
  /** Objectives of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Holding each of these words, up to 20, in title or key. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** The day by which it is to be achieved. */
  targetDate?: InputMaybe<OptionalDateComparison>;
  /** What will have been achieved, in one line. */
  title?: InputMaybe<TextComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What objectives can be sorted by. */
export type ObjectiveOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By key, smallest first; empty values last. */
  | 'KEY_ASC'
  /** By key, greatest first; empty values last. */
  | 'KEY_DESC'
  /** By target date, smallest first; empty values last. */
  | 'TARGET_DATE_ASC'
  /** By target date, greatest first; empty values last. */
  | 'TARGET_DATE_DESC'
  /** By title, smallest first; empty values last. */
  | 'TITLE_ASC'
  /** By title, greatest first; empty values last. */
  | 'TITLE_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** How to compare: every condition given has to hold. */
export type OptionalDateComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Date']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Date']['input']>;
  /** Empty, or not empty. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Date']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Date']['input']>;
};

/** How to compare: every condition given has to hold. */
export type OptionalDateTimeComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['DateTime']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Empty, or not empty. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['DateTime']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['DateTime']['input']>;
};

/** How to compare: every condition given has to hold. */
export type OptionalDecimalComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Decimal']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Decimal']['input']>;
  /** Empty, or not empty. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Decimal']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Decimal']['input']>;
};

/** How to compare: every condition given has to hold. */
export type OptionalFloatComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Float']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Float']['input']>;
  /** Empty, or not empty. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Float']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Float']['input']>;
};

/** How to compare: every condition given has to hold. */
export type OptionalIntComparison = {
  /** Greater than this. */
  gt?: InputMaybe<Scalars['Int']['input']>;
  /** This or greater. */
  gte?: InputMaybe<Scalars['Int']['input']>;
  /** Empty, or not empty. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less than this. */
  lt?: InputMaybe<Scalars['Int']['input']>;
  /** This or less. */
  lte?: InputMaybe<Scalars['Int']['input']>;
};

/** Which outreach to list: those that meet every condition given. */
export type OutreachFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<OutreachFilter>>;
  /** Conversations that this champion held. */
  champion?: InputMaybe<Scalars['ID']['input']>;
  /** When it took place. */
  contactedAt?: InputMaybe<DateTimeComparison>;
  /** Who held the conversation. */
  contactedBy?: InputMaybe<TextComparison>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Conversations to be followed up on this day or before it: nothing is settled, and nobody has talked to the group about it since. */
  dueBy?: InputMaybe<Scalars['Date']['input']>;
  /** Conversations about this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** The day by which to talk to them again. */
  followUpDate?: InputMaybe<OptionalDateComparison>;
  /** Conversations with this group. */
  group?: InputMaybe<Scalars['ID']['input']>;
  /** And not this. */
  not?: InputMaybe<OutreachFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<OutreachFilter>>;
  /** What came of it. */
  outcome?: InputMaybe<LongTextComparison>;
  /** Conversations about features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Where it has left the group. */
  result?: InputMaybe<OutreachResultComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What outreach can be sorted by. */
export type OutreachOrder =
  /** By contacted at, smallest first; empty values last. */
  | 'CONTACTED_AT_ASC'
  /** By contacted at, greatest first; empty values last. */
  | 'CONTACTED_AT_DESC'
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By follow up date, smallest first; empty values last. */
  | 'FOLLOW_UP_DATE_ASC'
  /** By follow up date, greatest first; empty values last. */
  | 'FOLLOW_UP_DATE_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** Where a conversation has left its group. */
export type OutreachResult =
  /** Would come along on a condition. */
  | 'CONDITIONAL'
  /** Open: nothing was settled. */
  | 'OPEN'
  /** Refused. */
  | 'REFUSED'
  /** Won over. */
  | 'WON';

/** How to compare: every condition given has to hold. */
export type OutreachResultComparison = {
  /** Equal to this. */
  exact?: InputMaybe<OutreachResult>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<OutreachResult>>;
};

/** Which preference events to list: those that meet every condition given. */
export type PreferenceEventFilter = {
  /** Who or what wrote it. */
  actor?: InputMaybe<TextComparison>;
  /** All of these as well. */
  and?: InputMaybe<Array<PreferenceEventFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Who recorded it on their behalf; empty when they stated it themselves. */
  enteredBy?: InputMaybe<TextComparison>;
  /** Events about this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Events that counted in this team or segment at that time. */
  group?: InputMaybe<Scalars['ID']['input']>;
  /** When whoever recorded it heard them say so. */
  heardAt?: InputMaybe<OptionalDateTimeComparison>;
  /** Where whoever recorded it heard them say so: a call, a visit, an event. */
  heardIn?: InputMaybe<TextComparison>;
  /** How much it matters to them. */
  importance?: InputMaybe<ImportanceComparison>;
  /** Whether it was stated, withdrawn or erased. */
  kind?: InputMaybe<PreferenceEventKindComparison>;
  /** And not this. */
  not?: InputMaybe<PreferenceEventFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<PreferenceEventFilter>>;
  /** Events about features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Why, in their words. */
  reason?: InputMaybe<TextComparison>;
  /** The tool or occasion it came through. */
  source?: InputMaybe<TextComparison>;
  /** Events of this person. */
  stakeholder?: InputMaybe<Scalars['ID']['input']>;
  /** For or against, and how strongly. */
  stance?: InputMaybe<StanceComparison>;
  /** When they said so. */
  statedAt?: InputMaybe<DateTimeComparison>;
  /** What they would pay a month, in the product's currency; empty when unasked. */
  willingnessToPay?: InputMaybe<OptionalDecimalComparison>;
};

/** What happened to a preference. */
export type PreferenceEventKind =
  /** Erased with the person. */
  | 'ERASED'
  /** Stated. */
  | 'STATED'
  /** Withdrawn. */
  | 'WITHDRAWN';

/** How to compare: every condition given has to hold. */
export type PreferenceEventKindComparison = {
  /** Equal to this. */
  exact?: InputMaybe<PreferenceEventKind>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<PreferenceEventKind>>;
};

/** What preference events can be sorted by. */
export type PreferenceEventOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By stance, smallest first; empty values last. */
  | 'STANCE_ASC'
  /** By stance, greatest first; empty values last. */
  | 'STANCE_DESC'
  /** By stated at, smallest first; empty values last. */
  | 'STATED_AT_ASC'
  /** By stated at, greatest first; empty values last. */
  | 'STATED_AT_DESC';

/** Which preferences to list: those that meet every condition given. */
export type PreferenceFilter = {
  /** Preferences of the people of this account. */
  account?: InputMaybe<Scalars['ID']['input']>;
  /** Preferences of people who have a voice, or of those deactivated. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
  /** All of these as well. */
  and?: InputMaybe<Array<PreferenceFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Who recorded it on their behalf; empty when they stated it themselves. */
  enteredBy?: InputMaybe<TextComparison>;
  /** Preferences about this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Preferences that count in this team or segment. */
  group?: InputMaybe<Scalars['ID']['input']>;
  /** Preferences that any evidence shows, or that none does. */
  hasEvidence?: InputMaybe<Scalars['Boolean']['input']>;
  /** When whoever recorded it heard them say so. */
  heardAt?: InputMaybe<OptionalDateTimeComparison>;
  /** Where whoever recorded it heard them say so: a call, a visit, an event. */
  heardIn?: InputMaybe<TextComparison>;
  /** How much it matters to them. */
  importance?: InputMaybe<ImportanceComparison>;
  /** And not this. */
  not?: InputMaybe<PreferenceFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<PreferenceFilter>>;
  /** Preferences about features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Why, in their words. */
  reason?: InputMaybe<TextComparison>;
  /** The tool or occasion it came through. */
  source?: InputMaybe<TextComparison>;
  /** Preferences of this person. */
  stakeholder?: InputMaybe<Scalars['ID']['input']>;
  /** For or against, and how strongly. */
  stance?: InputMaybe<StanceComparison>;
  /** When they said so. */
  statedAt?: InputMaybe<DateTimeComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
  /** What they would pay a month, in the product's currency; empty when unasked. */
  willingnessToPay?: InputMaybe<OptionalDecimalComparison>;
};

/** What preferences can be sorted by. */
export type PreferenceOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By importance, smallest first; empty values last. */
  | 'IMPORTANCE_ASC'
  /** By importance, greatest first; empty values last. */
  | 'IMPORTANCE_DESC'
  /** By stance, smallest first; empty values last. */
  | 'STANCE_ASC'
  /** By stance, greatest first; empty values last. */
  | 'STANCE_DESC'
  /** By stated at, smallest first; empty values last. */
  | 'STATED_AT_ASC'
  /** By stated at, greatest first; empty values last. */
  | 'STATED_AT_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC'
  /** By willingness to pay, smallest first; empty values last. */
  | 'WILLINGNESS_TO_PAY_ASC'
  /** By willingness to pay, greatest first; empty values last. */
  | 'WILLINGNESS_TO_PAY_DESC';

/** Which products to list: those that meet every condition given. */
export type ProductFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<ProductFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** ISO 4217 code of the money that willingness to pay is stated in. */
  currency?: InputMaybe<TextComparison>;
  /** How preferences are gathered; new features of an up-votes product are marked up-votes only. */
  exposure?: InputMaybe<ExposureComparison>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** Short and stable: names the product in addresses, files and queries. */
  key?: InputMaybe<TextComparison>;
  /** What people call it. */
  name?: InputMaybe<TextComparison>;
  /** The one number that tells whether the vision comes closer. */
  northStarMetric?: InputMaybe<LongTextComparison>;
  /** And not this. */
  not?: InputMaybe<ProductFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<ProductFilter>>;
  /** Holding each of these words, up to 20, in name, key or vision. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
  /** The North Star in words: what will be true for customers when this succeeds. */
  vision?: InputMaybe<LongTextComparison>;
};

/** What products can be sorted by. */
export type ProductOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By key, smallest first; empty values last. */
  | 'KEY_ASC'
  /** By key, greatest first; empty values last. */
  | 'KEY_DESC'
  /** By name, smallest first; empty values last. */
  | 'NAME_ASC'
  /** By name, greatest first; empty values last. */
  | 'NAME_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** A conversation with a group about a feature. */
export type RecordOutreachInput = {
  /** The champion who held it, if one did. The id of the champion. */
  champion?: InputMaybe<Scalars['ID']['input']>;
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** When it took place. Now, when left out; the same again is the same conversation. */
  contactedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Who held the conversation. Whoever asks, when left out. */
  contactedBy?: InputMaybe<Scalars['String']['input']>;
  /** The id of what it was about. */
  feature: Scalars['ID']['input'];
  /** The day by which to talk to them again. */
  followUpDate?: InputMaybe<Scalars['Date']['input']>;
  /** The id of whoever was contacted. */
  group: Scalars['ID']['input'];
  /** What came of it. */
  outcome?: InputMaybe<Scalars['String']['input']>;
  /** Where it has left the group. OPEN when left out. */
  result?: InputMaybe<OutreachResult>;
};

/** Which reference weights to list: those that meet every condition given. */
export type ReferenceWeightFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<ReferenceWeightFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** The kind of group this holds for. */
  kind?: InputMaybe<GroupKindComparison>;
  /** And not this. */
  not?: InputMaybe<ReferenceWeightFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<ReferenceWeightFilter>>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
};

/** What reference weights can be sorted by. */
export type ReferenceWeightOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By kind, smallest first; empty values last. */
  | 'KIND_ASC'
  /** By kind, greatest first; empty values last. */
  | 'KIND_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC';

/** Who speaks for a feature no more. */
export type RemoveChampionInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of what they spoke for. */
  feature: Scalars['ID']['input'];
  /** The id of whoever spoke. */
  stakeholder: Scalars['ID']['input'];
};

/** What shows nothing after all. */
export type RemoveEvidenceInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the evidence. */
  evidence: Scalars['ID']['input'];
};

/** Which objective is to be achieved after all. */
export type ReopenObjectiveInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the objective. */
  objective: Scalars['ID']['input'];
};

/** What came of a decision. */
export type ReviewDecisionInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the decision. */
  decision: Scalars['ID']['input'];
  /** What came of it, beside the promise. */
  outcomeNote: Scalars['String']['input'];
};

/** A token that is to end. */
export type RevokeTokenInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the token. */
  token: Scalars['ID']['input'];
};

/** What somebody is in a product; each brings all that the one before it brings. */
export type Role =
  /** Contributor: states preferences, also for others. */
  | 'CONTRIBUTOR'
  /** Curator: edits everything, sees names, e-mails and amounts. */
  | 'CURATOR'
  /** Owner: gives roles, tokens and webhooks. */
  | 'OWNER'
  /** Viewer: sees scores and the names of groups. */
  | 'VIEWER';

/** A token that another is to take over from. */
export type RotateTokenInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** For how many hours it is good beside the new one: 0 to 720. */
  overlapHours?: Scalars['Int']['input'];
  /** The id of the token. */
  token: Scalars['ID']['input'];
};

/** One thing that may be allowed, in some products or in all. */
export type Scope =
  /** Give and take roles and tokens. */
  | 'ADMIN_ACCESS'
  /** Say where changes are sent. */
  | 'ADMIN_WEBHOOKS'
  /** See the catalogue, scores, and the names of groups. */
  | 'READ_ALIGNMENT'
  /** See revenue, annual values, and what people would pay. */
  | 'READ_COMMERCIAL'
  /** See who said what: names, e-mail addresses, reasons, quotes. */
  | 'READ_PEOPLE'
  /** Edit products, features, people and what is known of them. */
  | 'WRITE_CATALOGUE'
  /** State and withdraw preferences, also for others. */
  | 'WRITE_PREFERENCES';

/** Which stage changes to list: those that meet every condition given. */
export type StageChangeFilter = {
  /** Who moved it. */
  actor?: InputMaybe<TextComparison>;
  /** All of these as well. */
  and?: InputMaybe<Array<StageChangeFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Moves of this feature. */
  feature?: InputMaybe<Scalars['ID']['input']>;
  /** Where it stood before. */
  fromStage?: InputMaybe<FeatureStageComparison>;
  /** When it moved; a move may be written down later. */
  movedAt?: InputMaybe<DateTimeComparison>;
  /** And not this. */
  not?: InputMaybe<StageChangeFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<StageChangeFilter>>;
  /** Moves of features of this product. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** Why it moved. */
  reason?: InputMaybe<LongTextComparison>;
  /** Where it has stood since. */
  toStage?: InputMaybe<FeatureStageComparison>;
};

/** What stage changes can be sorted by. */
export type StageChangeOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By moved at, smallest first; empty values last. */
  | 'MOVED_AT_ASC'
  /** By moved at, greatest first; empty values last. */
  | 'MOVED_AT_DESC';

/** Which stakeholders to list: those that meet every condition given. */
export type StakeholderFilter = {
  /** People who speak through this account. */
  account?: InputMaybe<Scalars['ID']['input']>;
  /** People who have a voice, or those deactivated. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
  /** All of these as well. */
  and?: InputMaybe<Array<StakeholderFilter>>;
  /** People who speak for this feature. */
  champions?: InputMaybe<Scalars['ID']['input']>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** Since when they have no voice; what they stated is kept, and counts again once this is emptied. */
  deactivatedAt?: InputMaybe<OptionalDateTimeComparison>;
  /** Where to reach them. */
  email?: InputMaybe<TextComparison>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<TextComparison>;
  /** People whose voice counts in this team or segment. */
  group?: InputMaybe<Scalars['ID']['input']>;
  /** People who have stated any preference, or none. */
  hasPreference?: InputMaybe<Scalars['Boolean']['input']>;
  /** People who have stated a preference about this feature. */
  heardAbout?: InputMaybe<Scalars['ID']['input']>;
  /** What people call them. */
  name?: InputMaybe<TextComparison>;
  /** And not this. */
  not?: InputMaybe<StakeholderFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<StakeholderFilter>>;
  /** Holding each of these words, up to 20, in name, email or title. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<TextComparison>;
  /** People in this team. */
  team?: InputMaybe<Scalars['ID']['input']>;
  /** Their role, in their own words. */
  title?: InputMaybe<TextComparison>;
  /** When this row last changed. */
  updatedAt?: InputMaybe<DateTimeComparison>;
  /** What their voice weighs in a team, ordinarily 1; in an account the account weighs. 0 is heard but weighs nothing. */
  weight?: InputMaybe<DecimalComparison>;
};

/** What stakeholders can be sorted by. */
export type StakeholderOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By email, smallest first; empty values last. */
  | 'EMAIL_ASC'
  /** By email, greatest first; empty values last. */
  | 'EMAIL_DESC'
  /** By name, smallest first; empty values last. */
  | 'NAME_ASC'
  /** By name, greatest first; empty values last. */
  | 'NAME_DESC'
  /** By updated at, smallest first; empty values last. */
  | 'UPDATED_AT_ASC'
  /** By updated at, greatest first; empty values last. */
  | 'UPDATED_AT_DESC'
  /** By weight, smallest first; empty values last. */
  | 'WEIGHT_ASC'
  /** By weight, greatest first; empty values last. */
  | 'WEIGHT_DESC';

/** The direction and force of a preference. */
export type Stance =
  /** Neutral. */
  | 'NEUTRAL'
  /** Oppose. */
  | 'OPPOSE'
  /** Strongly oppose. */
  | 'STRONGLY_OPPOSE'
  /** Strongly support. */
  | 'STRONGLY_SUPPORT'
  /** Support. */
  | 'SUPPORT';

/** How to compare: every condition given has to hold. */
export type StanceComparison = {
  /** Equal to this. */
  exact?: InputMaybe<Stance>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<Stance>>;
};

/** What one stakeholder says about one feature. */
export type StatePreferenceInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Who recorded it on their behalf; empty when they stated it themselves. */
  enteredBy?: InputMaybe<Scalars['String']['input']>;
  /** The id of what it is about. */
  feature: Scalars['ID']['input'];
  /** When whoever recorded it heard them say so. */
  heardAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Where whoever recorded it heard them say so: a call, a visit, an event. */
  heardIn?: InputMaybe<Scalars['String']['input']>;
  /** How much it matters to them. */
  importance?: Importance;
  /** Why, in their words. */
  reason?: InputMaybe<Scalars['String']['input']>;
  /** The tool or occasion it came through. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** The id of whoever holds it. */
  stakeholder: Scalars['ID']['input'];
  /** For or against, and how strongly. */
  stance: Stance;
  /** When they said so. Now, when left out; an older one never replaces a newer. */
  statedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What they would pay a month, in the product's currency; empty when unasked. */
  willingnessToPay?: InputMaybe<Scalars['Decimal']['input']>;
};

/** What several stakeholders say about features. */
export type StatePreferencesInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Write the good rows although others are refused. */
  keepGood?: Scalars['Boolean']['input'];
  /** The statements, at most 1,000. */
  preferences: Array<StatePreferenceInput>;
};

/** What became of a statement or withdrawal. */
export type StatementOutcome =
  /** It was there, and says something else now. */
  | 'CHANGED'
  /** It is new. */
  | 'CREATED'
  /** It was refused; the errors say why. */
  | 'REFUSED'
  /** It was there, or was not, and still is so: nothing was written. */
  | 'UNCHANGED'
  /** It was there, and is no more. */
  | 'WITHDRAWN';

/** How to compare: every condition given has to hold. */
export type TextComparison = {
  /** Containing this, in capitals or not. */
  contains?: InputMaybe<Scalars['String']['input']>;
  /** Equal to this. */
  exact?: InputMaybe<Scalars['String']['input']>;
  /** Equal to one of these. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** What an entry of a timeline tells of. */
export type TimelineEntryKind =
  /** Another feature became part of it. */
  | 'ABSORBED'
  /** Somebody began to speak for it. */
  | 'CHAMPIONED'
  /** A group was spoken with about it. */
  | 'CONTACTED'
  /** It was written down. */
  | 'CREATED'
  /** Something was decided about it. */
  | 'DECIDED'
  /** Something was learned that bears on it. */
  | 'LEARNED'
  /** It became part of another feature. */
  | 'MERGED'
  /** It moved to another stage. */
  | 'MOVED'
  /** Its score was first known, was lost, or moved 5 points since a day before. */
  | 'SCORED'
  /** A merge, of it or into it, was undone. */
  | 'UNMERGED';

/** Which tokens to list: those that meet every condition given. */
export type TokenFilter = {
  /** All of these as well. */
  and?: InputMaybe<Array<TokenFilter>>;
  /** When this row was written. */
  createdAt?: InputMaybe<DateTimeComparison>;
  /** From when on it is refused; empty: never. */
  expiresAt?: InputMaybe<OptionalDateTimeComparison>;
  /** When it was last accepted, to the hour. */
  lastUsedAt?: InputMaybe<OptionalDateTimeComparison>;
  /** What it is for, in words. */
  name?: InputMaybe<TextComparison>;
  /** And not this. */
  not?: InputMaybe<TokenFilter>;
  /** One of these as well. */
  or?: InputMaybe<Array<TokenFilter>>;
  /** Tokens that name this product, beside others. */
  product?: InputMaybe<Scalars['ID']['input']>;
  /** When somebody ended it for good. */
  revokedAt?: InputMaybe<OptionalDateTimeComparison>;
  /** How it begins behind `tutti_`, to recognise it by; no part of its secret. */
  start?: InputMaybe<TextComparison>;
};

/** What tokens can be sorted by. */
export type TokenOrder =
  /** By created at, smallest first; empty values last. */
  | 'CREATED_AT_ASC'
  /** By created at, greatest first; empty values last. */
  | 'CREATED_AT_DESC'
  /** By expires at, smallest first; empty values last. */
  | 'EXPIRES_AT_ASC'
  /** By expires at, greatest first; empty values last. */
  | 'EXPIRES_AT_DESC'
  /** By last used at, smallest first; empty values last. */
  | 'LAST_USED_AT_ASC'
  /** By last used at, greatest first; empty values last. */
  | 'LAST_USED_AT_DESC'
  /** By name, smallest first; empty values last. */
  | 'NAME_ASC'
  /** By name, greatest first; empty values last. */
  | 'NAME_DESC';

/** One thing that a token may do. */
export type TokenScope =
  /** Say where changes are sent. */
  | 'ADMIN_WEBHOOKS'
  /** See the catalogue, scores, and the names of groups. */
  | 'READ_ALIGNMENT'
  /** See revenue, annual values, and what people would pay. */
  | 'READ_COMMERCIAL'
  /** See who said what: names, e-mail addresses, reasons, quotes. */
  | 'READ_PEOPLE'
  /** Edit products, features, people and what is known of them. */
  | 'WRITE_CATALOGUE'
  /** State and withdraw preferences, also for others. */
  | 'WRITE_PREFERENCES';

/** A duplicate that is none after all. */
export type UnmergeFeatureInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of what was taken for a duplicate. */
  feature: Scalars['ID']['input'];
};

/** An account, found by source and external id or by key. */
export type UpsertAccountInput = {
  /** What it is worth in a year: the weight of its voice. 0 is heard but weighs nothing. */
  annualValue?: InputMaybe<Scalars['Decimal']['input']>;
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** ISO 4217 code of the annual value; all accounts share one currency. */
  currency?: InputMaybe<Scalars['String']['input']>;
  /** Its internet domain, such as an.example. */
  domain?: InputMaybe<Scalars['String']['input']>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Refuse this as a CONFLICT when the row was changed later, or is gone: give the `updatedAt` that you have read. */
  ifUnchangedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Short and stable: names the account. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** What people call it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The kind of customer it is. The id of the segment. */
  segment?: InputMaybe<Scalars['ID']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
};

/** A feature, found by source and external id or by key. */
export type UpsertFeatureInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** What it would take, in person-weeks; empty while nobody has estimated it. */
  effort?: InputMaybe<Scalars['Decimal']['input']>;
  /** Up-votes only: nobody knows who saw it and passed on, so support reads high. */
  exposureUnknown?: InputMaybe<Scalars['Boolean']['input']>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Refuse this as a CONFLICT when the row was changed later, or is gone: give the `updatedAt` that you have read. */
  ifUnchangedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Names the feature within its product. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** What people call it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The objectives it serves. Their keys; they replace the former. */
  objectives?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Whose trouble it ends, and what that trouble is. */
  problem?: InputMaybe<Scalars['String']['input']>;
  /** The key of the product where it belongs. */
  product: Scalars['String']['input'];
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** Where it stands in its lifecycle; moved by a stage change, with a reason. Only for a new one. */
  stage?: InputMaybe<FeatureStage>;
  /** What it would do, in a sentence. */
  summary?: InputMaybe<Scalars['String']['input']>;
  /** Free words to find it by, as a list of texts. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A group, found by source and external id or by kind and key. */
export type UpsertGroupInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Refuse this as a CONFLICT when the row was changed later, or is gone: give the `updatedAt` that you have read. */
  ifUnchangedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Short and stable: names the group among those of its kind. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** A team of people inside, or a segment of customer accounts. */
  kind?: InputMaybe<GroupKind>;
  /** What people call it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The products this group has a say in; none named: all of them. Their keys; they replace the former. */
  products?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
};

/** An insight, found by id or by source and external id. */
export type UpsertInsightInput = {
  /** What was said or seen, as near to the words as possible. */
  body?: InputMaybe<Scalars['String']['input']>;
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Its id in that tool; source and external id together are unique. It is needed without `id`. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The features it bears on. Their keys; they replace the former. */
  features?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Its id, when it is known. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** Refuse this as a CONFLICT when the row was changed later, or is gone: give the `updatedAt` that you have read. */
  ifUnchangedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Where it comes from. */
  kind?: InputMaybe<InsightKind>;
  /** How the people behind it feel. */
  mood?: InputMaybe<Mood>;
  /** When it was said or seen; empty when unknown. */
  occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The key of the product it is about. */
  product: Scalars['String']['input'];
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** The insight in one line. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Where to read the original. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** An objective, found by source and external id or by key. */
export type UpsertObjectiveInput = {
  /** When it was achieved; empty while it is not. */
  achievedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Refuse this as a CONFLICT when the row was changed later, or is gone: give the `updatedAt` that you have read. */
  ifUnchangedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Names the objective within its product. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** The key of the product whose aim it is. */
  product: Scalars['String']['input'];
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** The day by which it is to be achieved. */
  targetDate?: InputMaybe<Scalars['Date']['input']>;
  /** What will have been achieved, in one line. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** A product, found by source and external id or by key. */
export type UpsertProductInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** ISO 4217 code of the money that willingness to pay is stated in. */
  currency?: InputMaybe<Scalars['String']['input']>;
  /** How preferences are gathered; new features of an up-votes product are marked up-votes only. */
  exposure?: InputMaybe<Exposure>;
  /** Its id in that tool; source and external id together are unique. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Refuse this as a CONFLICT when the row was changed later, or is gone: give the `updatedAt` that you have read. */
  ifUnchangedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Short and stable: names the product in addresses, files and queries. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** What people call it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The one number that tells whether the vision comes closer. */
  northStarMetric?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** The North Star in words: what will be true for customers when this succeeds. */
  vision?: InputMaybe<Scalars['String']['input']>;
};

/** A person, found by id or by source and external id. */
export type UpsertStakeholderInput = {
  /** The account they speak through, when they are a customer. The id of the account. */
  account?: InputMaybe<Scalars['ID']['input']>;
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** Where to reach them. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** Its id in that tool; source and external id together are unique. It is needed without `id`. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Their id, when it is known. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** Refuse this as a CONFLICT when the row was changed later, or is gone: give the `updatedAt` that you have read. */
  ifUnchangedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** What people call them. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The tool this came from, such as a tracker or a survey; empty when made here. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** The team they belong to, when they work inside. The id of the team. */
  team?: InputMaybe<Scalars['ID']['input']>;
  /** Their role, in their own words. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** What their voice weighs in a team, ordinarily 1; in an account the account weighs. 0 is heard but weighs nothing. */
  weight?: InputMaybe<Scalars['Decimal']['input']>;
};

/** Which team contributes to which objective no more. */
export type WithdrawCommitmentInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of the objective. */
  objective: Scalars['ID']['input'];
  /** The id of the team. */
  team: Scalars['ID']['input'];
};

/** Whose preference about what is withdrawn. */
export type WithdrawPreferenceInput = {
  /** A key of the caller's choice, unique for each write, such as a UUID; 1 to 255 printable characters. The same mutation with the same key and input has one effect and outcome for 24 hours; another input under it is refused as a CONFLICT. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The id of what it was about. */
  feature: Scalars['ID']['input'];
  /** The id of whoever held it. */
  stakeholder: Scalars['ID']['input'];
};

/** What became of a row that was written. */
export type WriteOutcome =
  /** It was there, and says something else now. */
  | 'CHANGED'
  /** It is new. */
  | 'CREATED'
  /** It was there, or was not, and still is so: nothing was written. */
  | 'UNCHANGED';

export type FeaturePageQueryVariables = Exact<{
  product: Scalars['String']['input'];
  key: Scalars['String']['input'];
}>;


export type FeaturePageQuery = { __typename?: 'Query', feature?: { __typename?: 'Feature', id: string, key: string, name: string, summary: string, problem: string, stage: FeatureStage, effort?: string | null, tags: Array<string>, createdAt: string, tallies: Array<{ __typename?: 'Tally', id: string, source: string, key: string, count: number }>, mergedInto?: { __typename?: 'Feature', id: string, key: string, name: string } | null, objectives: { __typename?: 'ObjectiveConnection', nodes: Array<{ __typename?: 'Objective', id: string, title: string }> }, preferences: { __typename?: 'PreferenceConnection', totalCount: number }, alignment?: { __typename?: 'Alignment', explanation: string, id: string, score: number, low: number, high: number, rank?: number | null, provisional: boolean, contested: boolean, evenness: number, polarization: number, reach: number, internal?: number | null, external?: number | null, revenue?: string | null, voices: number, backingGroups: number, objectingGroups: number, heardGroups: number, breakdown: Array<{ __typename?: 'GroupBacking', id: string, name: string, kind: GroupKind, support: number, weight: number, loss: number, voices: number, heard?: number | null, agreement?: number | null, backing: boolean, objecting: boolean, group?: { __typename?: 'Group', id: string, key: string } | null }>, notHeard: Array<{ __typename?: 'Group', id: string, name: string }>, lift?: { __typename?: 'Lift', id: string, explanation: string } | null } | null, nextStages: Array<{ __typename?: 'NextStage', id: string, stage: FeatureStage, outcome?: DecisionOutcome | null }> } | null };

export type WhatIfQueryVariables = Exact<{
  product: Scalars['String']['input'];
  key: Scalars['String']['input'];
  group: Scalars['ID']['input'];
  support: Scalars['Float']['input'];
}>;


export type WhatIfQuery = { __typename?: 'Query', feature?: { __typename?: 'Feature', id: string, whatIf?: number | null } | null };

export type HistoryQueryVariables = Exact<{
  product: Scalars['String']['input'];
  key: Scalars['String']['input'];
}>;


export type HistoryQuery = { __typename?: 'Query', feature?: { __typename?: 'Feature', id: string, alignmentHistory: { __typename?: 'AlignmentChangeConnection', nodes: Array<{ __typename?: 'AlignmentChange', id: string, createdAt: string, score?: number | null, low?: number | null, high?: number | null, cause: Cause }> }, timeline: { __typename?: 'TimelineEntryConnection', nodes: Array<{ __typename?: 'TimelineEntry', id: string, at: string, kind: TimelineEntryKind, summary: string, actor: string }> } } | null };

export type PuzzleQueryVariables = Exact<{
  product: Scalars['String']['input'];
  key: Scalars['String']['input'];
}>;


export type PuzzleQuery = { __typename?: 'Query', feature?: { __typename?: 'Feature', id: string, excites: Array<{ __typename?: 'QuotedInsight', id: string, voices: number, groups: number, insight: { __typename?: 'Insight', id: string, title: string, body: string, kind: InsightKind, url: string, occurredAt?: string | null } }>, bothers: Array<{ __typename?: 'QuotedInsight', id: string, voices: number, groups: number, insight: { __typename?: 'Insight', id: string, title: string, body: string, kind: InsightKind, url: string, occurredAt?: string | null } }>, insights: { __typename?: 'InsightConnection', totalCount: number, nodes: Array<{ __typename?: 'Insight', mood: Mood, voices?: number | null, groups?: number | null, id: string, title: string, body: string, kind: InsightKind, url: string, occurredAt?: string | null }> }, willingnessToPay?: { __typename?: 'WillingnessToPay', id: string, count: number, lowerQuartile?: string | null, median?: string | null, upperQuartile?: string | null, currency: string, distribution: Array<{ __typename?: 'PaymentBand', id: string, lowest: string, highest: string, count: number, share: number }> } | null } | null };

export type QuotedFragment = { __typename?: 'Insight', id: string, title: string, body: string, kind: InsightKind, url: string, occurredAt?: string | null };

export type AdvocacyQueryVariables = Exact<{
  product: Scalars['String']['input'];
  key: Scalars['String']['input'];
}>;


export type AdvocacyQuery = { __typename?: 'Query', feature?: { __typename?: 'Feature', id: string, champions: { __typename?: 'ChampionConnection', nodes: Array<{ __typename?: 'Champion', id: string, sinceDate: string, stakeholder: { __typename?: 'Stakeholder', id: string, name: string } }> }, outreach: { __typename?: 'OutreachConnection', nodes: Array<{ __typename?: 'Outreach', id: string, result: OutreachResult, outcome: string, contactedAt: string, contactedBy: string, group: { __typename?: 'Group', id: string, name: string } }> } } | null };

export type BriefForQueryVariables = Exact<{
  product: Scalars['String']['input'];
  key: Scalars['String']['input'];
  audience: BriefAudience;
}>;


export type BriefForQuery = { __typename?: 'Query', feature?: { __typename?: 'Feature', id: string, brief?: { __typename?: 'Brief', id: string, audience: string, html: string, markdown: string } | null } | null };

export type LandscapeQueryVariables = Exact<{
  product: Scalars['String']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<FeatureFilter>;
}>;


export type LandscapeQuery = { __typename?: 'Query', features: { __typename?: 'FeatureConnection', totalCount: number, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, nodes: Array<{ __typename?: 'Feature', id: string, key: string, name: string, stage: FeatureStage, alignment?: { __typename?: 'Alignment', id: string, score: number, low: number, evenness: number, polarization: number, reach: number } | null }> } };

export type SupportsQueryVariables = Exact<{
  product: Scalars['String']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<FeatureFilter>;
}>;


export type SupportsQuery = { __typename?: 'Query', features: { __typename?: 'FeatureConnection', totalCount: number, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, nodes: Array<{ __typename?: 'Feature', id: string, key: string, name: string, alignment?: { __typename?: 'Alignment', id: string, score: number, breakdown: Array<{ __typename?: 'GroupBacking', id: string, name: string, kind: GroupKind, support: number, heard?: number | null, voices: number, agreement?: number | null, backing: boolean, objecting: boolean, group?: { __typename?: 'Group', id: string, key: string } | null }> } | null }> } };

export type VoicesQueryVariables = Exact<{
  feature: Scalars['ID']['input'];
  group: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
}>;


export type VoicesQuery = { __typename?: 'Query', preferences: { __typename?: 'PreferenceConnection', totalCount: number, nodes: Array<{ __typename?: 'Preference', id: string, stance: Stance, importance: Importance, reason: string, statedAt: string, stakeholder: { __typename?: 'Stakeholder', id: string, name: string, account?: { __typename?: 'Account', id: string, name: string } | null }, evidence: { __typename?: 'EvidenceConnection', nodes: Array<{ __typename?: 'Evidence', id: string, quote: string, url: string }> } }> } };

export type TeamsQueryVariables = Exact<{
  product: Scalars['String']['input'];
}>;


export type TeamsQuery = { __typename?: 'Query', groupAlignment: { __typename?: 'GroupAlignment', id: string, concordance?: number | null, groups: Array<{ __typename?: 'Group', id: string, key: string, name: string, kind: GroupKind }>, rows: Array<{ __typename?: 'GroupAlignmentRow', id: string, alignments: Array<number | null>, group: { __typename?: 'Group', id: string } }> } };

export type PlanQueryVariables = Exact<{
  product: Scalars['String']['input'];
  budget: Scalars['Float']['input'];
}>;


export type PlanQuery = { __typename?: 'Query', priced: { __typename?: 'FeatureConnection', totalCount: number }, roadmap: { __typename?: 'Roadmap', id: string, budget: number, completed: { __typename?: 'Purchase', id: string, cost: string, coverage?: number | null, features: Array<{ __typename?: 'Feature', id: string, key: string, name: string, effort?: string | null }>, groups: Array<{ __typename?: 'GroupCoverage', id: string, coverage?: number | null, servable?: boolean | null, group: { __typename?: 'Group', id: string, name: string } }> }, equalShares: { __typename?: 'Purchase', id: string, cost: string, coverage?: number | null, features: Array<{ __typename?: 'Feature', id: string, key: string, name: string, effort?: string | null }>, groups: Array<{ __typename?: 'GroupCoverage', id: string, coverage?: number | null, servable?: boolean | null, group: { __typename?: 'Group', id: string, name: string } }> }, byScore: { __typename?: 'Purchase', id: string, cost: string, coverage?: number | null, features: Array<{ __typename?: 'Feature', id: string, key: string, name: string, effort?: string | null }>, groups: Array<{ __typename?: 'GroupCoverage', id: string, coverage?: number | null, servable?: boolean | null, group: { __typename?: 'Group', id: string, name: string } }> }, byVotes: { __typename?: 'Purchase', id: string, cost: string, coverage?: number | null, features: Array<{ __typename?: 'Feature', id: string, key: string, name: string, effort?: string | null }>, groups: Array<{ __typename?: 'GroupCoverage', id: string, coverage?: number | null, servable?: boolean | null, group: { __typename?: 'Group', id: string, name: string } }> } } };

export type BoughtFragment = { __typename?: 'Purchase', id: string, cost: string, coverage?: number | null, features: Array<{ __typename?: 'Feature', id: string, key: string, name: string, effort?: string | null }>, groups: Array<{ __typename?: 'GroupCoverage', id: string, coverage?: number | null, servable?: boolean | null, group: { __typename?: 'Group', id: string, name: string } }> };

export type ConversationsQueryVariables = Exact<{
  product: Scalars['String']['input'];
  first: Scalars['Int']['input'];
}>;


export type ConversationsQuery = { __typename?: 'Query', product?: { __typename?: 'Product', id: string, conversations: Array<{ __typename?: 'Conversation', id: string, shrinkage: number, silent?: number | null, feature: { __typename?: 'Feature', id: string, key: string, name: string }, group: { __typename?: 'Group', id: string, name: string, kind: GroupKind }, accounts: Array<{ __typename?: 'Account', id: string, name: string }>, people: Array<{ __typename?: 'Stakeholder', id: string, name: string }> }> } | null };

export type RankingQueryVariables = Exact<{
  product: Scalars['String']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<FeatureFilter>;
  orderBy?: InputMaybe<Array<FeatureOrder> | FeatureOrder>;
}>;


export type RankingQuery = { __typename?: 'Query', features: { __typename?: 'FeatureConnection', totalCount: number, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, nodes: Array<{ __typename?: 'Feature', id: string, key: string, name: string, stage: FeatureStage, alignment?: { __typename?: 'Alignment', id: string, score: number, low: number, high: number, rank?: number | null, provisional: boolean, contested: boolean, evenness: number, polarization: number, reach: number, internal?: number | null, external?: number | null, revenue?: string | null, voices: number, backingGroups: number, objectingGroups: number, heardGroups: number } | null, willingnessToPay?: { __typename?: 'WillingnessToPay', id: string, median?: string | null, currency: string } | null }> } };

export type RankedFeatureFragment = { __typename?: 'Feature', id: string, key: string, name: string, stage: FeatureStage, alignment?: { __typename?: 'Alignment', id: string, score: number, low: number, high: number, rank?: number | null, provisional: boolean, contested: boolean, evenness: number, polarization: number, reach: number, internal?: number | null, external?: number | null, revenue?: string | null, voices: number, backingGroups: number, objectingGroups: number, heardGroups: number } | null, willingnessToPay?: { __typename?: 'WillingnessToPay', id: string, median?: string | null, currency: string } | null };

export type FiguresFragment = { __typename?: 'Alignment', id: string, score: number, low: number, high: number, rank?: number | null, provisional: boolean, contested: boolean, evenness: number, polarization: number, reach: number, internal?: number | null, external?: number | null, revenue?: string | null, voices: number, backingGroups: number, objectingGroups: number, heardGroups: number };

export type ScoresChangedSubscriptionVariables = Exact<{
  product: Scalars['String']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ScoresChangedSubscription = { __typename?: 'Subscription', alignmentChanged: { __typename?: 'AlignmentChange', id: string, cursor: string, score?: number | null, feature: { __typename?: 'Feature', id: string, key: string, name: string, stage: FeatureStage, alignment?: { __typename?: 'Alignment', id: string, score: number, low: number, high: number, rank?: number | null, provisional: boolean, contested: boolean, evenness: number, polarization: number, reach: number, internal?: number | null, external?: number | null, revenue?: string | null, voices: number, backingGroups: number, objectingGroups: number, heardGroups: number } | null, willingnessToPay?: { __typename?: 'WillingnessToPay', id: string, median?: string | null, currency: string } | null } } };

export type ShellQueryVariables = Exact<{ [key: string]: never; }>;


export type ShellQuery = { __typename?: 'Query', viewer: { __typename?: 'Viewer', name: string, isAuthenticated: boolean, stakeholderId?: string | null, scopes: Array<Scope>, products: Array<{ __typename?: 'ViewerProduct', scopes: Array<Scope>, product?: { __typename?: 'Product', key: string } | null }> }, products: { __typename?: 'ProductConnection', nodes: Array<{ __typename?: 'Product', id: string, key: string, name: string, vision: string, currency: string }> }, groups: { __typename?: 'GroupConnection', nodes: Array<{ __typename?: 'Group', id: string, key: string, name: string, kind: GroupKind }> } };

export type PeopleQueryVariables = Exact<{
  search: Scalars['String']['input'];
}>;


export type PeopleQuery = { __typename?: 'Query', stakeholders: { __typename?: 'StakeholderConnection', nodes: Array<{ __typename?: 'Stakeholder', id: string, name: string, team?: { __typename?: 'Group', id: string, name: string } | null, account?: { __typename?: 'Account', id: string, name: string } | null }> } };

export type StateMutationVariables = Exact<{
  input: StatePreferenceInput;
}>;


export type StateMutation = { __typename?: 'Mutation', statePreference: { __typename?: 'StatePreferencePayload', outcome: StatementOutcome, errors: Array<{ __typename?: 'UserError', code: string, message: string, path: Array<string> }>, preference?: { __typename?: 'Preference', id: string, stance: Stance, importance: Importance, feature: { __typename?: 'Feature', id: string, key: string, name: string, stage: FeatureStage, alignment?: { __typename?: 'Alignment', id: string, score: number, low: number, high: number, rank?: number | null, provisional: boolean, contested: boolean, evenness: number, polarization: number, reach: number, internal?: number | null, external?: number | null, revenue?: string | null, voices: number, backingGroups: number, objectingGroups: number, heardGroups: number } | null, willingnessToPay?: { __typename?: 'WillingnessToPay', id: string, median?: string | null, currency: string } | null } } | null } };

export type RecordConversationMutationVariables = Exact<{
  input: RecordOutreachInput;
}>;


export type RecordConversationMutation = { __typename?: 'Mutation', recordOutreach: { __typename?: 'RecordOutreachPayload', outcome?: WriteOutcome | null, errors: Array<{ __typename?: 'UserError', code: string, message: string, path: Array<string> }>, outreach?: { __typename?: 'Outreach', id: string, result: OutreachResult } | null } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const QuotedFragmentDoc = new TypedDocumentString(`
    fragment Quoted on Insight {
  id
  title
  body
  kind
  url
  occurredAt
}
    `, {"fragmentName":"Quoted"}) as unknown as TypedDocumentString<QuotedFragment, unknown>;
export const BoughtFragmentDoc = new TypedDocumentString(`
    fragment Bought on Purchase {
  id
  cost
  coverage
  features {
    id
    key
    name
    effort
  }
  groups {
    id
    coverage
    servable
    group {
      id
      name
    }
  }
}
    `, {"fragmentName":"Bought"}) as unknown as TypedDocumentString<BoughtFragment, unknown>;
export const FiguresFragmentDoc = new TypedDocumentString(`
    fragment Figures on Alignment {
  id
  score
  low
  high
  rank
  provisional
  contested
  evenness
  polarization
  reach
  internal
  external
  revenue
  voices
  backingGroups
  objectingGroups
  heardGroups
}
    `, {"fragmentName":"Figures"}) as unknown as TypedDocumentString<FiguresFragment, unknown>;
export const RankedFeatureFragmentDoc = new TypedDocumentString(`
    fragment RankedFeature on Feature {
  id
  key
  name
  stage
  alignment {
    ...Figures
  }
  willingnessToPay {
    id
    median
    currency
  }
}
    fragment Figures on Alignment {
  id
  score
  low
  high
  rank
  provisional
  contested
  evenness
  polarization
  reach
  internal
  external
  revenue
  voices
  backingGroups
  objectingGroups
  heardGroups
}`, {"fragmentName":"RankedFeature"}) as unknown as TypedDocumentString<RankedFeatureFragment, unknown>;
export const FeaturePageDocument = {"__meta__":{"hash":"2543c08b4cc22e1e46e46420699fbd89739ae01089a59c77e46f5bbcc64c411c"}} as unknown as TypedDocumentString<FeaturePageQuery, FeaturePageQueryVariables>;
export const WhatIfDocument = {"__meta__":{"hash":"3ce9d4a7255a063c7816461bda8959bef8854343e2b937787c6a782d9c202af5"}} as unknown as TypedDocumentString<WhatIfQuery, WhatIfQueryVariables>;
export const HistoryDocument = {"__meta__":{"hash":"6f3ed2126af831a5f7b1afb5c281c7fef0027ae5c9971644f524a8822a0e952f"}} as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const PuzzleDocument = {"__meta__":{"hash":"25641dc30674ca8ad8e14b00fe8196597f1f95b451a76ad8bdfca5f079263867"}} as unknown as TypedDocumentString<PuzzleQuery, PuzzleQueryVariables>;
export const AdvocacyDocument = {"__meta__":{"hash":"98224f7183f8b6a8cb89a713648d65a5a5d4d96832fbe0f60978b03a527ab488"}} as unknown as TypedDocumentString<AdvocacyQuery, AdvocacyQueryVariables>;
export const BriefForDocument = {"__meta__":{"hash":"d33e8fd274752f25217e7441272dfda9fe0fb60cde966e0053be6c4951a6cf10"}} as unknown as TypedDocumentString<BriefForQuery, BriefForQueryVariables>;
export const LandscapeDocument = {"__meta__":{"hash":"09f13f3af2e3acb12b4ed63a79e167e039ebd40492b23bc78bd7a869b0e543a2"}} as unknown as TypedDocumentString<LandscapeQuery, LandscapeQueryVariables>;
export const SupportsDocument = {"__meta__":{"hash":"fc18df86401771d2c5c0556404913b699569358d2f6a9bfd6e0e4e66810f5e92"}} as unknown as TypedDocumentString<SupportsQuery, SupportsQueryVariables>;
export const VoicesDocument = {"__meta__":{"hash":"c12a9c973343048b69a121b4f9b97b8128befbb2cc5fdc4ce34ad325ac36fb5a"}} as unknown as TypedDocumentString<VoicesQuery, VoicesQueryVariables>;
export const TeamsDocument = {"__meta__":{"hash":"a97592b1391235331cb1fec4ae3cb0d5fae60ce02aa415f20ae279be7fa5ab1f"}} as unknown as TypedDocumentString<TeamsQuery, TeamsQueryVariables>;
export const PlanDocument = {"__meta__":{"hash":"e5e5507d5a4f3f8cc91abc6b0b8b7dc395aa3fd326a467a47447d40009539ed7"}} as unknown as TypedDocumentString<PlanQuery, PlanQueryVariables>;
export const ConversationsDocument = {"__meta__":{"hash":"480886752e35ae406a3547a797489a76a5224658a35551f8b104965fb07484a2"}} as unknown as TypedDocumentString<ConversationsQuery, ConversationsQueryVariables>;
export const RankingDocument = {"__meta__":{"hash":"153eecfb22018fb726673c2ed962acf33359133791934b29fa6574710a005b94"}} as unknown as TypedDocumentString<RankingQuery, RankingQueryVariables>;
export const ScoresChangedDocument = {"__meta__":{"hash":"62aa914fd76bf5044a23638a9db2743dfb103ba8bd94b43d5ea0ab913059e905"}} as unknown as TypedDocumentString<ScoresChangedSubscription, ScoresChangedSubscriptionVariables>;
export const ShellDocument = {"__meta__":{"hash":"f25dc36b3ca0d5f6c09915a010213fa9fb4002e2f0d32e831d7e729f7ac17d2b"}} as unknown as TypedDocumentString<ShellQuery, ShellQueryVariables>;
export const PeopleDocument = {"__meta__":{"hash":"45428e6713a912ff585c6d2a8788b49a3cdd1c98ccc989beb64e672c37aac713"}} as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const StateDocument = {"__meta__":{"hash":"6107009999b71bacea9939ff7b2d5aa566831549a569d6caf6f17f45712ce563"}} as unknown as TypedDocumentString<StateMutation, StateMutationVariables>;
export const RecordConversationDocument = {"__meta__":{"hash":"32f9f52d2fe825b2cbe1208b49693556591566d42ad0efdf2d3ffd7875014118"}} as unknown as TypedDocumentString<RecordConversationMutation, RecordConversationMutationVariables>;