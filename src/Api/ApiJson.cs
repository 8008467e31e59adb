using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Slipway.Api.Access;
using Slipway.Api.Agents;
using Slipway.Api.Artifacts;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Registry;
using Slipway.Api.Runs;
using Slipway.Api.Secrets;
using Slipway.Api.Texts;
using Slipway.Api.Webhooks;

namespace Slipway.Api;

/// <summary>
/// How the records of this assembly are read and written, without reflection: camelCase, nulls written, UTC times,
/// null refused where a field may not be null.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = 2 * StrictJson.MaxDepth,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcTimeJsonConverter)])]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(AuditEntryResponse))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(CreateProjectRequest))]
[JsonSerializable(typeof(CreateServiceAccountRequest))]
[JsonSerializable(typeof(CreateTeamRequest))]
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(SetPasswordRequest))]
[JsonSerializable(typeof(CreatedApiKeyResponse))]
[JsonSerializable(typeof(CreatedServiceAccountResponse))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(MemberResponse))]
[JsonSerializable(typeof(MembershipResponse))]
[JsonSerializable(typeof(ProjectResponse))]
[JsonSerializable(typeof(PutMemberRequest))]
[JsonSerializable(typeof(TeamResponse))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(AliasResponse))]
[JsonSerializable(typeof(ArtifactResponse))]
[JsonSerializable(typeof(CreateVersionRequest))]
[JsonSerializable(typeof(CreatedVersionResponse))]
[JsonSerializable(typeof(FileEntry))]
[JsonSerializable(typeof(FileResponse))]
[JsonSerializable(typeof(LinkedToResponse))]
[JsonSerializable(typeof(PutAliasRequest))]
[JsonSerializable(typeof(ResolvedReferenceResponse))]
[JsonSerializable(typeof(UploadResponse))]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(AutomationActionBody))]
[JsonSerializable(typeof(AutomationEvent))]
[JsonSerializable(typeof(AutomationPreviewResponse))]
[JsonSerializable(typeof(EventExplanationResponse))]
[JsonSerializable(typeof(AutomationResponse))]
[JsonSerializable(typeof(AutomationScope))]
[JsonSerializable(typeof(AutomationSettings))]
[JsonSerializable(typeof(ExecutionResponse))]
[JsonSerializable(typeof(MetricConditionBody))]
[JsonSerializable(typeof(PreviewAutomationRequest))]
[JsonSerializable(typeof(PreviewMatchResponse))]
[JsonSerializable(typeof(EventResponse))]
[JsonSerializable(typeof(AliasPlaceResponse))]
[JsonSerializable(typeof(CreateRegisteredModelRequest))]
[JsonSerializable(typeof(HistoryEntryResponse))]
[JsonSerializable(typeof(LineageEdgeResponse))]
[JsonSerializable(typeof(LineageNodeResponse))]
[JsonSerializable(typeof(LineageResponse))]
[JsonSerializable(typeof(LinkVersionRequest))]
[JsonSerializable(typeof(PatchRegisteredModelRequest))]
[JsonSerializable(typeof(ProtectedAliasResponse))]
[JsonSerializable(typeof(RegisteredModelResponse))]
[JsonSerializable(typeof(RegisteredVersionResponse))]
[JsonSerializable(typeof(TagResponse))]
[JsonSerializable(typeof(PutSecretRequest))]
[JsonSerializable(typeof(RewrapResponse))]
[JsonSerializable(typeof(SecretResponse))]
[JsonSerializable(typeof(AttemptResponse))]
[JsonSerializable(typeof(AttemptTimingsResponse))]
[JsonSerializable(typeof(DeliveryDetailResponse))]
[JsonSerializable(typeof(DeliveryErrorResponse))]
[JsonSerializable(typeof(DeliveryResponse))]
[JsonSerializable(typeof(ReceivedAnswerResponse))]
[JsonSerializable(typeof(SampleEventBody))]
[JsonSerializable(typeof(SentRequestResponse))]
[JsonSerializable(typeof(TestUnsavedWebhookRequest))]
[JsonSerializable(typeof(TestWebhookRequest))]
[JsonSerializable(typeof(WebhookResponse))]
[JsonSerializable(typeof(WebhookSettings))]
[JsonSerializable(typeof(WebhookTestResponse))]
[JsonSerializable(typeof(PageResponse<TeamResponse>))]
[JsonSerializable(typeof(PageResponse<UserResponse>))]
[JsonSerializable(typeof(PageResponse<MemberResponse>))]
[JsonSerializable(typeof(PageResponse<ApiKeyResponse>))]
[JsonSerializable(typeof(PageResponse<ProjectResponse>))]
[JsonSerializable(typeof(PageResponse<AuditEntryResponse>))]
[JsonSerializable(typeof(PageResponse<ArtifactResponse>))]
[JsonSerializable(typeof(PageResponse<VersionResponse>))]
[JsonSerializable(typeof(PageResponse<FileResponse>))]
[JsonSerializable(typeof(PageResponse<RegisteredModelResponse>))]
[JsonSerializable(typeof(PageResponse<RegisteredVersionResponse>))]
[JsonSerializable(typeof(PageResponse<ProtectedAliasResponse>))]
[JsonSerializable(typeof(PageResponse<HistoryEntryResponse>))]
[JsonSerializable(typeof(PageResponse<EventResponse>))]
[JsonSerializable(typeof(PageResponse<SecretResponse>))]
[JsonSerializable(typeof(PageResponse<WebhookResponse>))]
[JsonSerializable(typeof(PageResponse<DeliveryResponse>))]
[JsonSerializable(typeof(PageResponse<AutomationResponse>))]
[JsonSerializable(typeof(PageResponse<ExecutionResponse>))]
[JsonSerializable(typeof(AgentChallengeRequest))]
[JsonSerializable(typeof(AgentChallengeResponse))]
[JsonSerializable(typeof(AgentCommandsBody))]
[JsonSerializable(typeof(AgentResponse))]
[JsonSerializable(typeof(AgentTokenResponse))]
[JsonSerializable(typeof(CreatedAgentTokenResponse))]
[JsonSerializable(typeof(AttemptBeatBody))]
[JsonSerializable(typeof(AttemptGrantBody))]
[JsonSerializable(typeof(AttemptSpecBody))]
[JsonSerializable(typeof(AttemptStateResponse))]
[JsonSerializable(typeof(BeatVerdictBody))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ClaimsResponse))]
[JsonSerializable(typeof(CreateAgentTokenRequest))]
[JsonSerializable(typeof(EnterAttemptRequest))]
[JsonSerializable(typeof(FinishAttemptRequest))]
[JsonSerializable(typeof(HeartbeatRequest))]
[JsonSerializable(typeof(HeartbeatResponse))]
[JsonSerializable(typeof(HeldAttemptResponse))]
[JsonSerializable(typeof(OpenSessionRequest))]
[JsonSerializable(typeof(PatchAgentRequest))]
[JsonSerializable(typeof(RegisterAgentRequest))]
[JsonSerializable(typeof(RegisteredAgentResponse))]
[JsonSerializable(typeof(SessionResponse))]
[JsonSerializable(typeof(StartAttemptRequest))]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(JobSourceBody))]
[JsonSerializable(typeof(JobVersionResponse))]
[JsonSerializable(typeof(QueueSettings))]
[JsonSerializable(typeof(EnqueueItemRequest))]
[JsonSerializable(typeof(ItemAttemptResponse))]
[JsonSerializable(typeof(ItemCauseResponse))]
[JsonSerializable(typeof(ItemDetailResponse))]
[JsonSerializable(typeof(ItemResponse))]
[JsonSerializable(typeof(ItemTransitionResponse))]
[JsonSerializable(typeof(OverridesBody))]
[JsonSerializable(typeof(QueueMinuteResponse))]
[JsonSerializable(typeof(QueueResponse))]
[JsonSerializable(typeof(QueueStatisticsResponse))]
[JsonSerializable(typeof(SetPriorityRequest))]
[JsonSerializable(typeof(TemplateVariableBody))]
[JsonSerializable(typeof(AppendHistoryRequest))]
[JsonSerializable(typeof(AppendHistoryResponse))]
[JsonSerializable(typeof(CreateRunRequest))]
[JsonSerializable(typeof(FinishRunRequest))]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(LogOffsetResponse))]
[JsonSerializable(typeof(PatchRunRequest))]
[JsonSerializable(typeof(RunArtifactResponse))]
[JsonSerializable(typeof(RunCauseResponse))]
[JsonSerializable(typeof(RunFileResponse))]
[JsonSerializable(typeof(RunResponse))]
[JsonSerializable(typeof(UseArtifactRequest))]
[JsonSerializable(typeof(PageResponse<AgentResponse>))]
[JsonSerializable(typeof(PageResponse<AgentTokenResponse>))]
[JsonSerializable(typeof(PageResponse<JobResponse>))]
[JsonSerializable(typeof(PageResponse<JobVersionResponse>))]
[JsonSerializable(typeof(PageResponse<QueueResponse>))]
[JsonSerializable(typeof(PageResponse<ItemResponse>))]
[JsonSerializable(typeof(PageResponse<RunResponse>))]
[JsonSerializable(typeof(PageResponse<RunFileResponse>))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(JsonElement?))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ProblemResponse))]
[JsonSerializable(typeof(bool))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>
    /// Gives <paramref name="options"/> the same rules and puts this context first in its resolver chain. For hosts that
    /// own their options, since a context's rules do not travel with its type information.
    /// </summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new UtcTimeJsonConverter());
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
