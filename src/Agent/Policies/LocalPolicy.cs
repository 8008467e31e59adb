using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Api.Agents;
using Slipway.Api.Commands;
using Slipway.Api.Jobs;

namespace Slipway.Agent.Policies;

/// <summary>
/// What the owner of this host permits, whatever the server says. A list that is left out permits everything, an empty
/// one nothing. In patterns <c>*</c> stands for anything and <c>?</c> for one character.
/// </summary>
internal sealed record LocalPolicy
{
    /// <summary>Patterns of queues.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>Patterns of images.</summary>
    public IReadOnlyList<string>? Images { get; init; }

    /// <summary>Patterns of programs: a command's first word.</summary>
    public IReadOnlyList<string>? Commands { get; init; }

    /// <summary>Patterns of jobs, as <c>team/project/name</c>.</summary>
    public IReadOnlyList<string>? Jobs { get; init; }

    /// <summary>Patterns of git repositories that code is fetched from, as <c>https://host/path</c> or <c>git@host:path</c>.</summary>
    public IReadOnlyList<string>? Remotes { get; init; }

    /// <summary>Folders of this host, beside its own, that a job which is a process may write to; devices that it may use.</summary>
    public IReadOnlyList<string> Writable { get; set; } = [];

    /// <summary>Folders and files of this host that a job which is a process does not see.</summary>
    public IReadOnlyList<string> Hidden { get; set; } = [];

    /// <summary>Whether a job which is a process has <c>/tmp</c> and <c>/var/tmp</c> of its own.</summary>
    public bool PrivateTmp { get; set; }

    /// <summary>
    /// Whether jobs may be processes where bubblewrap cannot be used. They can read the agent's key then, and what its other
    /// jobs have.
    /// </summary>
    public bool AllowOpenProcesses { get; set; }

    /// <summary>Names of the agent's own variables that jobs get.</summary>
    /// <remarks>Settable, as all that has a default: generated serializers pass init-only properties whether they were there or not.</remarks>
    public IReadOnlyList<string> PassEnvironment { get; set; } = [];

    /// <summary>Names of the agent's own variables whose values are masked in logs.</summary>
    public IReadOnlyList<string> MaskEnvironment { get; set; } = [];

    /// <summary>Whether an image may be named by a tag, which can be moved.</summary>
    public bool AllowImagesWithoutDigest { get; set; } = true;

    /// <summary>Names of Docker arguments beyond the safe ones that jobs may have: <c>volume</c>, <c>network</c>, <c>user</c>.</summary>
    public IReadOnlyList<string> AllowedArguments { get; set; } = [];

    /// <summary>What a file permits. Throws <see cref="UsageException"/> when it cannot be read: a policy is never guessed.</summary>
    public static LocalPolicy Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PolicyJson.Default.LocalPolicy)
                ?? throw new JsonException("it is null.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the policy {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Why the attempt may not run here; null when it may.</summary>
    public string? Refusal(AttemptSpecBody spec)
    {
        if (!Permits(Queues, spec.Queue))
        {
            return $"this agent does not serve the queue '{spec.Queue}'.";
        }

        var job = spec.Job[..(spec.Job.LastIndexOf(':') is >= 0 and var colon ? colon : spec.Job.Length)];
        if (!Permits(Jobs, job))
        {
            return $"this agent does not run the job '{job}'.";
        }

        if (spec.SourceType == JobSources.Image && ImageRefusal(spec.Image ?? "") is { } refusal)
        {
            return refusal;
        }

        if (spec.SourceType == JobSources.Repo && Remotes is not null && RemoteRefusal(spec.Remote ?? "") is { } untrusted)
        {
            return untrusted;
        }

        if (Commands is not null && spec.Command.Count == 0)
        {
            return "this agent runs named commands only, and the job leaves its command to the image.";
        }

        return spec.Command.Count > 0 && !Permits(Commands, spec.Command[0])
            ? $"this agent does not run the command '{spec.Command[0]}'."
            : null;
    }

    /// <summary>Why an image may not run here; null when it may.</summary>
    public string? ImageRefusal(string image)
    {
        if (!Permits(Images, image))
        {
            return $"this agent does not run the image '{image}'.";
        }

        return AllowImagesWithoutDigest || image.Contains("@sha256:", StringComparison.Ordinal)
            ? null
            : $"this agent runs images by digest only, and '{image}' has none.";
    }

    /// <summary>As the repository is reached in the end: who is named before the host, and how the path winds, must not deceive.</summary>
    private string? RemoteRefusal(string remote)
    {
        var isPlain = !remote.Contains("..", StringComparison.Ordinal) && !remote.Contains('%') && !remote.Contains('\\');
        var reached = Uri.TryCreate(remote, UriKind.Absolute, out var url) && url.Scheme is "https" or "ssh"
            ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : remote;
        return isPlain && Permits(Remotes, reached) ? null : $"this agent fetches no code from '{remote}'.";
    }

    private static bool Permits(IReadOnlyList<string>? patterns, string name) =>
        patterns is null || patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LocalPolicy))]
internal sealed partial class PolicyJson : JsonSerializerContext;
