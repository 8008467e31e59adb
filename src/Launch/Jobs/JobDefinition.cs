using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Jobs;
using Slipway.Launch.Schemas;
using Slipway.Registry.Collections;
using Slipway.Rest;

namespace Slipway.Launch.Jobs;

/// <summary>
/// What a version of a job is: the content of its <c>wandb-job.json</c> (wandb-behaviour 9.1), as we and the wandb client
/// write it. What the client does not know stands under the key <c>slipway</c>. Pure.
/// </summary>
internal sealed record JobDefinition
{
    public const string FileName = "wandb-job.json";
    public const int MaxBytes = 1 << 20;

    public const int MaxArguments = 1_000;

    public required JobSourceBody Source { get; init; }

    /// <summary>JSON Schema of the run config; null for anything.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Why this may not be a job; null when it may. Who may read the code artifact is not asked here.</summary>
    public static Refusal? Check(JobSourceBody source, JsonElement? inputs)
    {
        var wrong = source.Type switch
        {
            JobSources.Artifact => ArtifactReference.Parse(source.Artifact, "source.artifact").Refusal,
            JobSources.Repo => CheckRepo(source),
            JobSources.Image => CheckImage(source.Image),
            _ => Invalid("source.type", "The source of a job is artifact, repo or image."),
        };
        return wrong
            ?? CheckArguments(source.EntryPoint, "source.entryPoint")
            ?? CheckArguments(source.Args, "source.args")
            ?? (source.Type != JobSources.Image && source.EntryPoint is null or []
                ? Invalid("source.entryPoint", "A job made of code names its command in entryPoint, such as [\"python\", \"train.py\"].")
                : null)
            ?? (inputs is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } schema
                && SchemaSubset.ProblemOfSchema(schema, "inputs") is { } problem
                ? Invalid("inputs", problem)
                : null);
    }

    /// <summary>The file's content.</summary>
    public byte[] ToFile()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("_version", "v0");
            json.WriteString("source_type", Source.Type);
            json.WriteStartObject("source");
            WriteSource(json);
            json.WriteEndObject();
            WriteAnyType(json, "input_types");
            WriteAnyType(json, "output_types");
            json.WriteNull("runtime");
            json.WriteStartObject("slipway");
            WriteStrings(json, "args", Source.Args);
            if (Inputs is { ValueKind: JsonValueKind.Object } inputs)
            {
                json.WritePropertyName("inputs");
                inputs.WriteTo(json);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>Reads the file; null when it is no job.</summary>
    public static JobDefinition? Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var document = JsonDocument.Parse(file);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Child(root, "source") is not { } source)
            {
                return null;
            }
            var ours = Child(root, "slipway");
            return Read(Text(root, "source_type"), source, ours is { } known ? Strings(known, "args") : null) is { } read
                ? new JobDefinition { Source = read, Inputs = ours is { } extra ? Child(extra, "inputs")?.Clone() : null }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JobSourceBody? Read(string? type, JsonElement source, IReadOnlyList<string>? args)
    {
        var entryPoint = Strings(source, "entrypoint");
        var git = Child(source, "git");
        return type switch
        {
            JobSources.Artifact when Text(source, "artifact") is { } artifact =>
                new() { Type = type, Artifact = artifact, EntryPoint = entryPoint, Args = args },
            JobSources.Repo when git is { } at && Text(at, "remote") is { } remote && Text(at, "commit") is { } commit =>
                new() { Type = type, Remote = remote, Commit = commit, EntryPoint = entryPoint, Args = args },
            JobSources.Image when Text(source, "image") is { } image =>
                new() { Type = type, Image = image, EntryPoint = entryPoint, Args = args },
            _ => null,
        };
    }

    private void WriteSource(Utf8JsonWriter json)
    {
        switch (Source.Type)
        {
            case JobSources.Artifact:
                json.WriteString("artifact", Source.Artifact);
                json.WriteBoolean("notebook", false);
                break;
            case JobSources.Repo:
                json.WriteStartObject("git");
                json.WriteString("remote", Source.Remote);
                json.WriteString("commit", Source.Commit);
                json.WriteEndObject();
                json.WriteBoolean("notebook", false);
                break;
            default:
                json.WriteString("image", Source.Image);
                break;
        }
        WriteStrings(json, "entrypoint", Source.EntryPoint);
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            return;
        }
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }
        json.WriteEndArray();
    }

    // The client's word for "anything": a tree of types without one.
    private static void WriteAnyType(Utf8JsonWriter json, string name)
    {
        json.WritePropertyName(name);
        json.WriteRawValue("""{"wb_type":"typedDict","params":{"type_map":{}}}""");
    }

    private static Refusal? CheckRepo(JobSourceBody source)
    {
        // A remote or commit that begins with '-' would be an option of git; other schemes run programs.
        var isUrl = Uri.TryCreate(source.Remote, UriKind.Absolute, out var url) && url.Scheme is "https" or "ssh" && url.Host.Length > 0
            && !url.Host.StartsWith('-') && source.Remote!.All(c => c is > ' ' and < (char)127);
        if (!isUrl)
        {
            return Invalid("source.remote", "The remote of a repository is an https:// or ssh:// address.");
        }
        if (url!.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            return Invalid("source.remote", "The remote may not hold a password: whoever reads the job would read it. Give the agent's host access instead.");
        }
        return source.Commit is { Length: 40 or 64 } commit && commit.All(char.IsAsciiHexDigit)
            ? null
            : Invalid("source.commit", "The commit is the full hash, 40 or 64 hexadecimal digits.");
    }

    private static Refusal? CheckImage(string? image) =>
        image is { Length: > 0 and <= 512 } && image[0] != '-' && image.All(c => char.IsAsciiLetterOrDigit(c) || "._-/:@".Contains(c, StringComparison.Ordinal))
            ? null
            : Invalid("source.image", "The image is named as Docker names it, such as registry.example.com/team/train@sha256:...");

    private static Refusal? CheckArguments(IReadOnlyList<string>? arguments, string field) =>
        arguments is null || (arguments.Count <= MaxArguments && arguments.All(one => one is not null && !one.Contains('\0', StringComparison.Ordinal)))
            ? null
            : Invalid(field, $"{field} is a list of at most {MaxArguments} texts.");

    private static Refusal Invalid(string field, string detail) => Refusal.OfField(ErrorCodes.JobInvalid, field, detail);

    private static JsonElement? Child(JsonElement at, string name) =>
        at.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement at, string name) =>
        at.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static string[]? Strings(JsonElement at, string name) =>
        at.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(one => one.GetString()!)]
            : null;
}
