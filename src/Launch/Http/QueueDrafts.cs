using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Rest;

namespace Slipway.Launch.Http;

/// <summary>From requests to what may be saved as a queue.</summary>
internal static class QueueDrafts
{
    private static readonly QueueDraft Standard = new() { Name = "", Resource = "" };

    public static Outcome<QueueDraft> From(CreateQueueRequest request)
    {
        if (ResourceRules.ResourceOf(request.Resource) is not { } resource)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "resource", "resource is process, docker, kubernetes or sagemaker.");
        }
        return new QueueDraft
        {
            Name = request.Name,
            Resource = resource,
            Description = request.Description,
            Config = request.Config,
            TemplateVariables = request.TemplateVariables ?? [],
            DefaultPriority = request.DefaultPriority ?? Standard.DefaultPriority,
            MaxConcurrency = request.MaxConcurrency,
            MaxQueued = request.MaxQueued,
            StartTimeout = request.StartTimeoutSeconds ?? Standard.StartTimeout,
            RunTimeout = request.RunTimeoutSeconds,
            CancelGrace = request.CancelGraceSeconds ?? Standard.CancelGrace,
            MaxWait = request.MaxWaitSeconds,
            Labels = request.Labels ?? [],
            LostPolicy = request.LostPolicy ?? Standard.LostPolicy,
            MaxAttempts = request.MaxAttempts ?? Standard.MaxAttempts,
            AllowedArguments = request.AllowedArguments ?? [],
            ExternalLinks = request.ExternalLinks,
        };
    }

    /// <summary>What is left out stays; null takes the value back to what a new queue has.</summary>
    public static Func<QueueDraft, QueueDraft> Change(PatchQueueRequest request) => before => before with
    {
        Paused = request.Paused.Or(before.Paused),
        Description = request.Description.Or(before.Description),
        Config = request.Config.Or(before.Config),
        TemplateVariables = request.TemplateVariables.Or(before.TemplateVariables) ?? [],
        DefaultPriority = request.DefaultPriority.Or(before.DefaultPriority) ?? Standard.DefaultPriority,
        MaxConcurrency = request.MaxConcurrency.Or(before.MaxConcurrency),
        MaxQueued = request.MaxQueued.Or(before.MaxQueued),
        StartTimeout = request.StartTimeoutSeconds.Or(before.StartTimeout) ?? Standard.StartTimeout,
        RunTimeout = request.RunTimeoutSeconds.Or(before.RunTimeout),
        CancelGrace = request.CancelGraceSeconds.Or(before.CancelGrace) ?? Standard.CancelGrace,
        MaxWait = request.MaxWaitSeconds.Or(before.MaxWait),
        Labels = request.Labels.Or(before.Labels) ?? [],
        LostPolicy = request.LostPolicy.Or(before.LostPolicy) ?? Standard.LostPolicy,
        MaxAttempts = request.MaxAttempts.Or(before.MaxAttempts) ?? Standard.MaxAttempts,
        AllowedArguments = request.AllowedArguments.Or(before.AllowedArguments) ?? [],
        ExternalLinks = request.ExternalLinks.Or(before.ExternalLinks),
    };
}
