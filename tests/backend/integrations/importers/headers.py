"""The headers of files as the tools write them that export these."""

from typing import Final

USERVOICE_FULL: Final = (
    "Idea Id,Idea Title,Idea Description,Category Name,Public Status Name,Labels,Voters Count,"
    "Created Timestamp,Idea Creator Name,Idea Creator Email Address,User Email Address,"
    "Linked Idea Creation Date"
)
USERVOICE_ANALYSIS: Final = (
    "suggestion.id,suggestion.title,suggestion.body,suggestion.portal_url,suggestion.admin_url,"
    "suggestion.forum.name,suggestion.category.name,suggestion.status.name,"
    "suggestion.labels.name,suggestion.parent.id,suggestion.supporters_count"
)
USERVOICE_TRAITS: Final = (
    "user.id,external_user.external_id,external_user.email_address,external_user.name,"
    "external_user.created_timestamp,account.external_id,account.name,account.plan,"
    "account.monthly_rate"
)
CLEARFLASK_POSTS: Final = (
    "ideaId,authorUserId,created,title,description,response,categoryId,statusId,tagIds,funded,"
    "fundersCount,fundGoal,voteValue,votersCount,expressionsValue,expressions"
)
CLEARFLASK_USERS: Final = (
    "userId,ssoGuid,isMod,name,email,emailVerified,emailNotify,balance,created"
)
CLEARFLASK_COMMENTS: Final = (
    "ideaId,commentId,parentCommentId,authorUserId,created,edited,content,upvotes,downvotes"
)
LINEAR: Final = (
    "ID,Team,Title,Description,Status,Estimate,Priority,Project,Creator,Assignee,Labels,"
    "Cycle Number,Cycle Name,Cycle Start,Cycle End,Created,Updated,Started,Completed,Canceled,"
    "Archived"
)
JIRA: Final = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Created,Description,Votes,"
    "Watchers,Watchers,Labels,Labels,Labels,Component/s,Outward issue link (Duplicate),"
    "Outward issue link (Duplicate),Custom field (Story point estimate),Comment,Comment"
)
