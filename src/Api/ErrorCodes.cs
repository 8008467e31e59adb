namespace Slipway.Api;

/// <summary>Every stable <c>code</c> of a <see cref="ProblemResponse"/>. A code is never renamed and never reused.</summary>
public static class ErrorCodes
{
    /// <summary>No identity was given, or the key is unknown or revoked (401).</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The caller is known and may not do this (403).</summary>
    public const string Forbidden = "forbidden";

    /// <summary>Only a team admin may save or test something that names a secret (403).</summary>
    public const string SecretNeedsAdmin = "secret_needs_admin";

    /// <summary>The alias is protected; only a team admin may put it on, move it or take it off (403).</summary>
    public const string AliasProtected = "alias_protected";

    /// <summary>A cookie-authenticated write came without its antiforgery token (400).</summary>
    public const string AntiforgeryFailed = "antiforgery_failed";

    /// <summary>A page of another origin sent this with a browser's cookies, or opened a connection (403).</summary>
    public const string OriginRefused = "origin_refused";

    /// <summary>It does not exist, or the caller may not know that it does (404).</summary>
    public const string NotFound = "not_found";

    /// <summary>The body, a field or a parameter is not well-formed (400); <c>errors</c> says which.</summary>
    public const string Invalid = "invalid";

    /// <summary>The name breaks the rules for names (422).</summary>
    public const string NameInvalid = "name_invalid";

    /// <summary>The name is kept for Slipway itself (422).</summary>
    public const string NameReserved = "name_reserved";

    /// <summary>Something of this kind has this name already (409).</summary>
    public const string NameTaken = "name_taken";

    /// <summary>The body names another thing than the path (422).</summary>
    public const string NameMismatch = "name_mismatch";

    /// <summary>The secret is named by the webhooks or automations in <c>usedBy</c> (409).</summary>
    public const string SecretInUse = "secret_in_use";

    /// <summary>The webhook is named by the automations in <c>usedBy</c> (409).</summary>
    public const string WebhookInUse = "webhook_in_use";

    /// <summary>The registered model still has users, named in <c>usedBy</c> (409).</summary>
    public const string ModelInUse = "model_in_use";

    /// <summary>The version is linked to the registered models in <c>usedBy</c> (409).</summary>
    public const string VersionInUse = "version_in_use";

    /// <summary>The team still holds something that has to go first (409).</summary>
    public const string TeamInUse = "team_in_use";

    /// <summary>The project still holds something that has to go first (409).</summary>
    public const string ProjectInUse = "project_in_use";

    /// <summary>The team would be left without an admin (409).</summary>
    public const string LastAdmin = "last_admin";

    /// <summary>The version is committed already and takes no more files (409).</summary>
    public const string VersionNotPending = "version_not_pending";

    /// <summary>The version is still being uploaded (409).</summary>
    public const string VersionNotCommitted = "version_not_committed";

    /// <summary>Commit came before all files were uploaded; <c>errors.files</c> names the first of them (409).</summary>
    public const string UploadMissing = "upload_missing";

    /// <summary>The same upload is being written by another connection right now (409).</summary>
    public const string UploadInProgress = "upload_in_progress";

    /// <summary>The delivery has ended and cannot be cancelled (409).</summary>
    public const string DeliveryNotPending = "delivery_not_pending";

    /// <summary>The delivery is being attempted right now (409).</summary>
    public const string DeliveryInProgress = "delivery_in_progress";

    /// <summary>The webhook is disabled (409).</summary>
    public const string WebhookDisabled = "webhook_disabled";

    /// <summary>The first request with this key is still running (409).</summary>
    public const string IdempotencyInProgress = "idempotency_in_progress";

    /// <summary>The thing changed meanwhile; read it again and repeat (409).</summary>
    public const string Conflict = "conflict";

    /// <summary>The rendered payload is over 1 MB (422, and the reason of a failed execution).</summary>
    public const string PayloadTooLarge = "payload_too_large";

    /// <summary>The body is over the limit for this path (413).</summary>
    public const string TooLarge = "too_large";

    /// <summary>This path does not take this method (405).</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The body is not of a type that this path takes (415).</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>The range asked lies outside the file (416).</summary>
    public const string RangeNotSatisfiable = "range_not_satisfiable";

    /// <summary>The key was used before with another body (422).</summary>
    public const string IdempotencyKeyReused = "idempotency_key_reused";

    /// <summary>The metadata is over the limit (422).</summary>
    public const string MetadataTooLarge = "metadata_too_large";

    /// <summary>The metadata is not a JSON object, has too many keys, or holds a number that JSON has not (422).</summary>
    public const string MetadataInvalid = "metadata_invalid";

    /// <summary>The bytes received do not have the hash that was announced (422).</summary>
    public const string HashMismatch = "hash_mismatch";

    /// <summary>The number of bytes received is not the number announced (422).</summary>
    public const string LengthMismatch = "length_mismatch";

    /// <summary>A file path in a version is not a clean relative path (422).</summary>
    public const string PathInvalid = "path_invalid";

    /// <summary>Two files of a version have the same path (422).</summary>
    public const string PathDuplicate = "path_duplicate";

    /// <summary>The version's type is not the type of the registered model (422).</summary>
    public const string TypeMismatch = "type_mismatch";

    /// <summary>The artifact type breaks the rules for types (422).</summary>
    public const string TypeInvalid = "type_invalid";

    /// <summary>The alias breaks the rules for aliases (422).</summary>
    public const string AliasInvalid = "alias_invalid";

    /// <summary>The alias is given by Slipway itself: <c>latest</c> and <c>v</c> with a number (422).</summary>
    public const string AliasReserved = "alias_reserved";

    /// <summary>The tag breaks the rules for tags (422).</summary>
    public const string TagInvalid = "tag_invalid";

    /// <summary>The reference to a version cannot be read (422).</summary>
    public const string ReferenceInvalid = "reference_invalid";

    /// <summary>The version to be linked does not exist for the caller (422).</summary>
    public const string SourceNotFound = "source_not_found";

    /// <summary>The URL is not an absolute http or https URL without user and fragment (422).</summary>
    public const string UrlInvalid = "url_invalid";

    /// <summary>A text holds a zero character or half a character, or a number is beyond all bounds; <c>errors</c> names the place (422).</summary>
    public const string TextInvalid = "text_invalid";

    /// <summary>The URL leads, or resolves, to an address that Slipway never connects to (422; M5).</summary>
    public const string UrlRefused = "url_refused";

    /// <summary>The URL's host has no address record (422; M5).</summary>
    public const string HostUnknown = "host_unknown";

    /// <summary>A header's name or value may not be sent (422).</summary>
    public const string HeaderInvalid = "header_invalid";

    /// <summary>A secret that is named does not exist in the team (422).</summary>
    public const string SecretMissing = "secret_missing";

    /// <summary>A secret's value cannot do what the webhook wants of it: sign, or stand in a header (422).</summary>
    public const string SecretUnusable = "secret_unusable";

    /// <summary>The payload is not a JSON object; the message names line and column (422; M7).</summary>
    public const string TemplateInvalid = "template_invalid";

    /// <summary>A <c>${...}</c> names no variable and no secret; the message suggests one (422; M7).</summary>
    public const string UnknownVariable = "unknown_variable";

    /// <summary>The pattern is not a regular expression that runs in linear time (422).</summary>
    public const string PatternInvalid = "pattern_invalid";

    /// <summary>The scope's type is unknown, or does not fit the event (422).</summary>
    public const string ScopeInvalid = "scope_invalid";

    /// <summary>The event's type is unknown, or a field does not fit it (422).</summary>
    public const string EventInvalid = "event_invalid";

    /// <summary>The action's type is unknown, or a field does not fit it (422).</summary>
    public const string ActionInvalid = "action_invalid";

    /// <summary>The webhook that the action names does not exist in the team (422).</summary>
    public const string WebhookMissing = "webhook_missing";

    /// <summary>The registered model that the scope names does not exist (422).</summary>
    public const string ModelMissing = "model_missing";

    /// <summary>The artifact that the scope names does not exist (422).</summary>
    public const string ArtifactMissing = "artifact_missing";

    /// <summary>The queue is named by the automations in <c>usedBy</c>, or has items that have not ended (409).</summary>
    public const string QueueInUse = "queue_in_use";

    /// <summary>The fence is not the current one of the attempt: somebody else has it, or it ended (409).</summary>
    public const string FenceStale = "fence_stale";

    /// <summary>The item is to be ended; it may not start (409).</summary>
    public const string CancelRequested = "cancel_requested";

    /// <summary>Another start of the job entered the attempt (409).</summary>
    public const string AttemptEntered = "attempt_entered";

    /// <summary>The bytes do not belong at that offset; <c>expected</c> says where the log ends (409).</summary>
    public const string LogOffset = "log_offset";

    /// <summary>The item has ended (409).</summary>
    public const string ItemEnded = "item_ended";

    /// <summary>The item waits no more (409).</summary>
    public const string ItemNotQueued = "item_not_queued";

    /// <summary>The run has ended (409).</summary>
    public const string RunEnded = "run_ended";

    /// <summary>As many items wait as the queue takes (409).</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The agent opened another session; this one is over (401).</summary>
    public const string SessionReplaced = "session_replaced";

    /// <summary>The job, or that version of it, does not exist for the caller (422).</summary>
    public const string JobMissing = "job_missing";

    /// <summary>The job cannot be read, or does not fit the queue (422).</summary>
    public const string JobInvalid = "job_invalid";

    /// <summary>The queue that is named does not exist in the team (422).</summary>
    public const string QueueMissing = "queue_missing";

    /// <summary>The project that is named does not exist in the team (422).</summary>
    public const string ProjectMissing = "project_missing";

    /// <summary>The resource arguments are malformed (422).</summary>
    public const string ResourceInvalid = "resource_invalid";

    /// <summary>The queue does not allow that resource argument; the message names the key (422).</summary>
    public const string ArgumentRefused = "argument_refused";

    /// <summary>A template variable has no value and no default (422).</summary>
    public const string VariableMissing = "variable_missing";

    /// <summary>A template variable is unknown, or its value breaks its schema (422).</summary>
    public const string VariableInvalid = "variable_invalid";

    /// <summary>An override is malformed, or breaks the schema of the job's inputs (422).</summary>
    public const string OverrideInvalid = "override_invalid";

    /// <summary>The registration token is unknown, used or expired (401).</summary>
    public const string TokenInvalid = "token_invalid";

    /// <summary>A run of that id exists and has begun (409).</summary>
    public const string RunIdTaken = "run_id_taken";

    /// <summary>A later version of Slipway may do this; this one does not (422).</summary>
    public const string NotSupported = "not_supported";

    /// <summary>Too many requests; try again after <c>Retry-After</c> seconds (429).</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>So many streams or pages of this user are open already as may be at once (429).</summary>
    public const string TooManyOpen = "too_many_open";

    /// <summary>The team has as much as it may have; the detail names the limit and its option (409).</summary>
    public const string QuotaExceeded = "quota_exceeded";

    /// <summary>Too many wrong passwords; also the right one is taken only after <c>retryAfter</c> seconds (429).</summary>
    public const string TooManyAttempts = "too_many_attempts";

    /// <summary>A bug or broken infrastructure; the server's log has the details under <c>traceId</c> (500).</summary>
    public const string InternalError = "internal_error";

    /// <summary>The server cannot do this right now; try again (503).</summary>
    public const string Unavailable = "unavailable";
}
