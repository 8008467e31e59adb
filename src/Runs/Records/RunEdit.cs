using Slipway.Api;
using Slipway.Api.Runs;
using Slipway.Rest;

namespace Slipway.Runs.Records;

/// <summary>Applies what a request says to a run; nothing is written.</summary>
internal static class RunEdit
{
    /// <summary>The run with what is given instead of what stood there; config is merged key by key.</summary>
    public static Outcome<Run> Apply(Run run, CreateRunRequest request)
    {
        if (RunTexts.Check(request.Host, "host") is { } wrong)
        {
            return wrong;
        }
        var patch = new PatchRunRequest
        {
            Name = Given(request.Name),
            Config = request.Config is { } config ? new(config) : default,
            Tags = Given(request.Tags),
            Notes = Given<string?>(request.Notes),
            Group = Given<string?>(request.Group),
            JobType = Given<string?>(request.JobType),
        };
        return Apply(run, patch).Map(changed => changed with { Host = request.Host ?? run.Host });
    }

    /// <summary>The run with what is given instead of what stood there; config and summary are merged key by key.</summary>
    public static Outcome<Run> Apply(Run run, PatchRunRequest request)
    {
        var wrong = (request.Name.IsSet && string.IsNullOrWhiteSpace(request.Name.Value)
                ? Refusal.OfField(ErrorCodes.Invalid, "name", "A run has a name.")
                : request.Name.IsSet && request.Name.Value != run.Name ? RunTexts.CheckName(request.Name.Value) : null)
            ?? RunTexts.Check(request.Notes.Or(run.Notes), "notes", RunTexts.MaxNotesLength)
            ?? RunTexts.Check(request.Group.Or(run.RunGroup), "group")
            ?? RunTexts.Check(request.JobType.Or(run.JobType), "jobType");
        if (wrong is not null)
        {
            return wrong;
        }
        var config = request.Config.IsSet ? RunTexts.Merge(run.Config, request.Config.Value, "config") : Outcome.Of(run.Config);
        var summary = request.Summary.IsSet ? RunTexts.Merge(run.Summary, request.Summary.Value, "summary") : Outcome.Of(run.Summary);
        var tags = request.Tags.IsSet ? RunTexts.CheckTags(request.Tags.Value) : run.Tags;
        if ((config.Refusal ?? summary.Refusal ?? tags.Refusal) is { } refusal)
        {
            return refusal;
        }
        return run with
        {
            Name = request.Name.Or(run.Name),
            Config = config.Value,
            Summary = summary.Value,
            Tags = tags.Value,
            Notes = request.Notes.Or(run.Notes),
            RunGroup = request.Group.Or(run.RunGroup),
            JobType = request.JobType.Or(run.JobType),
        };
    }

    /// <summary>Whether two states of a run say the same in all that an edit reads and writes.</summary>
    public static bool IsSame(Run one, Run other) =>
        one.Name == other.Name && one.Config == other.Config && one.Summary == other.Summary && one.Tags == other.Tags
        && one.Notes == other.Notes && one.RunGroup == other.RunGroup && one.JobType == other.JobType && one.Host == other.Host;

    private static Optional<T> Given<T>(T? value) => value is null ? default : new Optional<T>(value);
}
