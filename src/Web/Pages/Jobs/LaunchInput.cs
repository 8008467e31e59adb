using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Jobs;

/// <summary>What a person chose so far to launch a job.</summary>
internal sealed class LaunchInput
{
    private readonly LaunchChoices _choices;

    public LaunchInput(LaunchChoices choices, string project)
    {
        _choices = choices;
        Version = choices.Versions.Count > 0 ? choices.Versions[0].Version.Member.Version : "";
        Project = choices.Projects.Contains(project, StringComparer.Ordinal) ? project : choices.Projects.FirstOrDefault() ?? "";
        // One that works before one that does not.
        var best = choices.Queues.OrderByDescending(queue => !queue.Queue.Settings.Paused && queue.Fitting.Any()).FirstOrDefault();
        Queue = best?.Queue.Name ?? "";
        Priority = best?.Queue.Settings.DefaultPriority ?? 2;
    }

    public string Version { get; set; }

    public string Queue { get; private set; }

    public int Priority { get; set; }

    public string Project { get; set; }

    public string RunName { get; set; } = "";

    /// <summary>JSON, where the job has no schema.</summary>
    public string ConfigText { get; set; } = "";

    /// <summary>One argument on each line.</summary>
    public string EntryPoint { get; set; } = "";

    /// <summary>One argument on each line.</summary>
    public string Args { get; set; } = "";

    public SchemaInput ConfigInput { get; } = new();

    public SchemaInput VariableInput { get; } = new();

    /// <summary>What the version asks for; null when it takes anything.</summary>
    public IReadOnlyList<SchemaField>? Inputs =>
        SchemaField.OfObject(_choices.Versions.FirstOrDefault(version => version.Version.Member.Version == Version)?.Inputs);

    /// <summary>What the queue asks for.</summary>
    public IReadOnlyList<SchemaField> Variables =>
    [
        .. (Standing?.Queue.Settings.TemplateVariables ?? []).Select(variable =>
            SchemaField.Of(variable.Name, variable.Schema, isRequired: !variable.Schema.TryGetProperty("default", out _))),
    ];

    private QueueStanding? Standing => _choices.Queues.FirstOrDefault(queue => queue.Queue.Name == Queue);

    /// <summary>Takes another queue, and its priority where the old queue's was kept.</summary>
    public void Choose(string queue)
    {
        var wasStandard = Standing?.Queue.Settings.DefaultPriority == Priority;
        Queue = queue;
        if (wasStandard && Standing is { } standing)
        {
            Priority = standing.Queue.Settings.DefaultPriority;
        }
    }

    /// <summary>What to ask of the server; refused when something typed cannot be read.</summary>
    /// <param name="job"><c>team/project/job</c>.</param>
    public Outcome<EnqueueItemRequest> ToRequest(string job)
    {
        var config = ReadConfig();
        if (config.IsRefused(out var refusal))
        {
            return refusal;
        }

        var variables = VariableInput.Read(Variables);
        if (variables is null)
        {
            return Unreadable;
        }

        return new EnqueueItemRequest
        {
            Job = job,
            JobVersion = Version,
            Project = Project,
            Priority = Priority,
            RunName = string.IsNullOrWhiteSpace(RunName) ? null : RunName.Trim(),
            TemplateVariables = Variables.Count == 0 ? null : variables,
            Overrides = new OverridesBody { RunConfig = config.Value, EntryPoint = Lines(EntryPoint), Args = Lines(Args) },
        };
    }

    private static Refusal Unreadable => new(ErrorCodes.Invalid, "A value cannot be read; see the fields.");

    private Outcome<JsonElement?> ReadConfig()
    {
        if (Inputs is not { } inputs)
        {
            return JsonText.Read(ConfigText, "overrides.runConfig");
        }

        return ConfigInput.Read(inputs) is { } read ? Outcome.Of<JsonElement?>(read) : Unreadable;
    }

    private static string[]? Lines(string text) =>
        string.IsNullOrWhiteSpace(text) ? null : [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];
}
