using System.CommandLine;
using System.Text.Json;
using Slipway.Api.Commands;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary>
/// <c>--payload</c> and <c>--payload-file</c>, or the same of overrides: sent as text, so that the server's errors name line
/// and column.
/// </summary>
/// <param name="name">What is typed, without its dashes.</param>
/// <param name="what">What it is, for the help.</param>
internal sealed class PayloadArguments(string name = "payload", string what = "the payload")
{
    private readonly Option<string?> _text = Text($"--{name}", $"{char.ToUpperInvariant(what[0])}{what[1..]}: a JSON object with ${{...}}", "JSON");
    private readonly Option<string?> _file = Text($"--{name}-file", $"A file with {what}", "FILE");

    public ReadOnlySpan<Symbol> Symbols => new Symbol[] { _text, _file };

    /// <summary>The text; null when none was given.</summary>
    public string? ReadText(ParseResult parsed)
    {
        var text = parsed.GetValue(_text);
        var file = parsed.GetValue(_file);
        if (text is not null && file is not null)
        {
            throw new UsageException($"give --{name} or --{name}-file, not both.");
        }

        return text ?? (file is null ? null : TextFile.Read(file));
    }

    /// <summary>The text as a request carries it; null when none was given.</summary>
    public JsonElement? Read(ParseResult parsed) => ReadText(parsed) is { } payload ? AsString(payload) : null;

    private static JsonElement AsString(string text)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStringValue(text);
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }
}
